import type { Connection } from '@weir/core';
import type { ClientHello } from './client-hello.ts';

export type Decision = 'intercept' | 'pass' | 'close';

/** What becomes of a TLS connection, by its ClientHello. Pure; serves TLS, DTLS and QUIC. */
export type Decide = (hello: ClientHello, conn: Connection) => Decision;

export const interceptAll: Decide = () => 'intercept';
