import { CLIENT, ProxyError, SERVER } from '@weir/core';
import { Playbook, exampleOrigin } from './index.ts';
import { relay as start, relayScript } from '../test/smallest-relay.ts';

test('writes down what the handler asks for, and what it records', () => {
  start()
    .expect(['hold', 'client'], ['open', 'example.com:80'])
    .client('he').client('llo').expect()
    .opened().expect(['release', 'client'], ['send', 'server', 'hello'])
    .server('world').expect(['send', 'client', 'world'])
    .clientEnds().serverEnds().expect(['end', 'server'], ['end', 'client'], ['close'])
    .expectFlows({ type: 'tcp', outcome: 'complete' });
});

test('a wrong expectation fails with a diff', () => {
  expect(() => start().expect(['hold', 'client'], ['open', 'example.com:81'])).toThrow(/example\.com:81/);
});

test('plays steps as data', () => {
  expect(start().play(...relayScript.steps).effects).toEqual([
    ['hold', 'client'], ['open', 'example.com:80'], ['release', 'client'], ['send', 'server', 'hello'], ['send', 'client', 'world'], ['end', 'server'],
    ['send', 'client', '!'], ['end', 'client'], ['close'],
  ]);
});

test('a connection is as its options say', () => {
  const { conn } = new Playbook({ transport: 'udp', mode: 'dns', client: { host: '::1', port: 1 }, local: { host: '::', port: 53 }, clientTls: { sni: 'a' }, synHeld: true });
  expect(conn).toMatchObject({ transport: 'udp', mode: 'dns', local: { host: '::', port: 53 }, client: { address: { host: '::1', port: 1 }, state: 'opening', tls: { sni: 'a', version: 'TLSv1.3' } } });
  expect(conn).not.toHaveProperty('server');
  const open = new Playbook({ destination: exampleOrigin, serverOpen: true, serverTls: { alpn: 'h2' } }).conn.server;
  expect(open).toMatchObject({ address: exampleOrigin, state: 'open', tls: { alpn: 'h2' } });
});

test('what is ignored is not written down', () => {
  const book = new Playbook({ ignore: ['hold', 'timer'] }).start(() => ({ onData() {}, onEnd() {} }));
  book.io.hold(CLIENT);
  book.io.timer(1, 5);
  book.io.release(CLIENT);
  book.expect(['release', 'client']);
});

test('take answers with what is new since the last look, effects with all', () => {
  const book = start();
  expect(book.take()).toHaveLength(2);
  expect(book.take()).toEqual([]);
  expect(book.effects).toHaveLength(2);
});

test('expectFlows compares the facts that are named, and how many flows there are', () => {
  const book = start().opened().client('a');
  book.expectFlows({ type: 'tcp' });
  expect(() => book.expectFlows({ type: 'udp' })).toThrow(/udp/);
  expect(() => book.expectFlows()).toThrow();
  expect(() => book.expectFlows({}, {})).toThrow();
});

test('an answer to what nobody asked does nothing', () => {
  const book = new Playbook().start(() => ({ onData() {}, onEnd() {} }));
  book.opened().secured(SERVER).answer(new ProxyError('internal', 'x')).streamOpens(CLIENT);
  expect([book.take(), book.streams]).toEqual([[], []]);
});

test('a second end of a flow and bytes after an end break the contract', () => {
  const twice = new Playbook().start(({ conn, io, recorder }) => ({
    onData: () => {
      const tap = recorder.flow(conn, 'tcp');
      tap.end();
      tap.end();
      io.end(CLIENT);
      io.send(CLIENT, Buffer.from('late'));
    },
    onEnd() {},
  }));
  twice.client('a');
  expect(() => twice.take()).toThrow(/send\(client\) after its end\n- tap.end after/);
});
