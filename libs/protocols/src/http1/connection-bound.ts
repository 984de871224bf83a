import { Seen, type Fields } from './fields.ts';

/** RFC 4559, 4 to 6, and its elder: what they prove holds for the connection, not for the request. A list of challenges may name one anywhere. */
const boundSchemes = /(?:^|[\s,])(?:ntlm|negotiate)(?:$|[\s,])/i;

const names: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'www-authenticate', 'proxy-authenticate']);

/** Whether the head is part of an authentication of its connection: nobody else may use that. */
export function isConnectionBound({ seen, headers }: Fields): boolean {
  if ((seen & (Seen.authentication | Seen.proxyAuthorization)) === 0) return false;
  for (let i = 0; i < headers.length; i += 2) {
    if (names.has((headers[i] as string).toLowerCase()) && boundSchemes.test(headers[i + 1] as string)) return true;
  }
  return false;
}
