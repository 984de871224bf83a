import type { Connection, Route } from '@weir/core';
import { clientTls } from './client-tls.ts';

const route: Route = { stack: 'detect', form: 'origin', auth: 'origin', serverTls: 'mirror' };
const tls = { version: 'TLSv1.3', cipher: 'x' };
const conn = { client: { tls } } as unknown as Connection;

test('is what the client speaks, but for that with the proxy around a tunnel', () => {
  expect(clientTls(conn, route)).toBe(tls);
  expect(clientTls(conn, { ...route, outerTls: tls })).toBeUndefined();
  expect(clientTls(conn, { ...route, outerTls: { ...tls } })).toBe(tls);
  expect(clientTls({ client: {} } as unknown as Connection, route)).toBeUndefined();
});
