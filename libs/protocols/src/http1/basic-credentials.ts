import type { Credentials } from '@weir/core';
import { octetsText } from '@weir/flow';

/** RFC 7617, 2; RFC 9110, 11.4: the scheme in any case, then base64. */
const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/** What an Authorization or Proxy-Authorization field says, in UTF-8 or else latin1. Undefined for another scheme and for what is malformed. */
export function readBasicCredentials(value: string): Credentials | undefined {
  const encoded = BASIC.exec(value)?.[1];
  if (encoded === undefined) return undefined;
  const text = octetsText(Buffer.from(encoded, 'base64'));
  const colon = text.indexOf(':');
  // RFC 7617, 2: neither has control characters.
  if (colon < 0 || /[\x00-\x1f\x7f]/.test(text)) return undefined;
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
