import { CLIENT, ProxyError, type Connection } from '@weir/core';
import { ConnectionCounts } from './connection-counts.ts';
import { ConnectionEvents } from './connection-events.ts';

test('nothing is put into words for nobody; figures count on, and failures are told', () => {
  const lines: string[] = [];
  const counts = new ConnectionCounts();
  const events = new ConnectionEvents({ isOn: () => false, event: (_level, name) => void lines.push(name) }, counts);
  const server = { address: { host: '::1', port: 443 }, state: 'open' as const };
  const client = { address: { host: '10.0.0.7', port: 5 }, state: 'open' as const };
  const connection: Connection = { id: 'a', mode: 'm', transport: 'tcp', local: { host: '::1', port: 1 }, client };
  events.clientConnected(connection);
  events.serverConnected(connection, server);
  events.serverReused(connection, server);
  events.clientDisconnected(connection, 1, 2, 3);
  events.closedWith(connection, new ProxyError('idle-timeout', 'idle'));
  expect([lines, counts.accepted]).toEqual([['connection-failed'], 1]);
});

function recording(): { readonly events: ConnectionEvents; readonly counts: ConnectionCounts; readonly lines: string[] } {
  const lines: string[] = [];
  const counts = new ConnectionCounts();
  return { lines, counts, events: new ConnectionEvents({ event: (level, name, _fields, message) => void lines.push(`${level} ${name}: ${message}`) }, counts) };
}

test('one event name each, in words; each failure counts once', () => {
  const { events, counts, lines } = recording();
  const failed = new ProxyError('connect-refused', 'refused');
  const rejected = new ProxyError('tls-client-rejected', 'rejected');
  const server = { address: { host: '::1', port: 443 }, state: 'failed' as const, error: failed };
  const connection: Connection = { id: 'a', mode: 'm', transport: 'tcp', local: { host: '::1', port: 1 }, client: { address: { host: '10.0.0.7', port: 5 }, state: 'open', error: rejected }, server };
  events.clientConnected(connection);
  events.serverConnected(connection, server);
  events.serverConnected(connection, { ...server, via: { scheme: 'http', address: { host: 'proxy', port: 3128 }, credentials: { user: 'u', password: 'p' } } });
  events.serverFailed(connection, server);
  events.tlsFailed(connection, CLIENT, rejected);
  // Told before, as the leg's failure.
  events.closedWith(connection, failed);
  events.closedWith(connection, rejected);
  events.closedWith(connection, new ProxyError('idle-timeout', 'idle'));
  events.crashed(connection, 'not even an error');
  events.clientDisconnected(connection, 1.5, 1, 2);
  expect(lines).toEqual([
    'info client-connected: 10.0.0.7:5 connected', 'debug server-connected: connected to [::1]:443', 'debug server-connected: connected to http://proxy:3128 for [::1]:443', 'warn server-failed: refused', 'warn tls-failed: rejected',
    'info connection-failed: idle', 'error internal: A bug in Weir ended the connection of 10.0.0.7:5: not even an error', 'info client-disconnected: 10.0.0.7:5 disconnected',
  ]);
  expect(counts.stats(0)).toMatchObject({ accepted: 1, errors: { 'connect-refused': 1, 'tls-client-rejected': 1, 'idle-timeout': 1 } });
});

test('what a leg broke with later is told at the end', () => {
  const { events, lines } = recording();
  const broken = new ProxyError('reset', 'The server reset the connection.');
  const connection: Connection = {
    id: 'a', mode: 'm', transport: 'tcp', local: { host: '::1', port: 1 }, client: { address: { host: '10.0.0.7', port: 5 }, state: 'open' },
    server: { address: { host: '::1', port: 443 }, state: 'failed', error: broken },
  };
  events.closedWith(connection, broken);
  expect(lines).toEqual(['info connection-failed: The server reset the connection.']);
});
