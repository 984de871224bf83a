import type { Handler } from '@weir/core';
import { Playbook, type PlaybookOptions } from '@weir/testing';
import type { ProtocolOptions } from '../src/options.ts';
import { Socks5Handler } from '../src/socks5/handler.ts';
import { HttpStub, partsFor } from './parts.ts';

export const greeting = '\x05\x01\x00';
export const passwordGreeting = '\x05\x02\x00\x02';
export const credentials = '\x01\x04user\x05pass!';
/** CONNECT a.example:443. */
export const request = '\x05\x01\x00\x03\x09a.example\x01\xbb';
export const unbound = '\0\x01\0\0\0\0\0\0';

export interface Socks5Case {
  readonly playbook?: PlaybookOptions;
  readonly options?: Partial<ProtocolOptions>;
}

/** A SOCKS5 handler on a fresh playbook; what begins inside is a stub that sends bytes back to where they came from. */
export function socks5({ playbook, options }: Socks5Case = {}): Playbook {
  return new Playbook({ ignore: ['timer', 'cancelTimer'], ...playbook }).start((stage) => {
    const parts = partsFor(stage, { stack: 'socks5', auth: 'proxy' }, options);
    return new Socks5Handler({ ...parts, protocols: { start: (conn, io, route): Handler => new HttpStub({ ...parts, conn, io, route }) } });
  });
}
