import { ProxyError, type ProxyErrorOptions } from '@weir/core';
import type { ErrorCode } from '@weir/flow';
import { replyFor } from './reply-for.ts';

const system = (code: string): ProxyErrorOptions => ({ cause: Object.assign(new Error(code), { code }) });

const told: readonly (readonly [ErrorCode, number, ProxyErrorOptions?])[] = [
  ['connect-refused', 5, system('ECONNREFUSED')],
  ['connect-timeout', 6],
  ['connect-unreachable', 3, system('ENETUNREACH')], ['connect-unreachable', 3, system('EADDRNOTAVAIL')], ['connect-unreachable', 3, system('EAFNOSUPPORT')],
  ['connect-unreachable', 4, system('EHOSTUNREACH')], ['connect-unreachable', 4, system('EPERM')], ['connect-unreachable', 4], ['connect-unreachable', 4, { cause: 'ENETUNREACH' }],
  ['dns-failure', 4, system('ENOTFOUND')],
  ['destination-blocked', 2], ['destination-unknown', 2],
  ['limit-exceeded', 1, system('EMFILE')], ['internal', 1], ['tls-server-invalid', 1],
  ['connect-unreachable', 3, { status: 3 }], ['connect-refused', 5, { status: 5 }],
  ['upstream-refused', 1], ['upstream-refused', 2, { status: 2 }], ['upstream-refused', 8, { status: 8 }], ['upstream-refused', 1, { status: 0 }], ['upstream-refused', 1, { status: 9 }],
  ['upstream-refused', 2, { status: 403 }], ['upstream-refused', 1, { status: 407 }],
];

test.each(told.map(([code, reply, options]) => [code, reply, new ProxyError(code, 'why', options)] as const))('%s is told as %i', (_code, reply, error) => {
  expect(replyFor(error)).toBe(reply);
});
