import type { Route } from '@weir/core';
import { exampleOrigin, tlsFacts, type Effect, type Playbook } from '@weir/testing';
import { HostRules } from '../hosts/host-rules.ts';
import type { ProtocolOptions } from '../options.ts';
import { sniffer } from '../../test/sniffer.ts';

const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const reverse: Partial<Route> = { stack: 'http', serverTls: 'never' };
const tls = tlsFacts({});

function waited(route = reverse, options: Partial<ProtocolOptions> = {}, secure = false): Playbook {
  const parked = [{ address: exampleOrigin, ...(secure && { tls }) }];
  return sniffer({ playbook: { destination: exampleOrigin, parked, ignore: ['timer', 'cancelTimer', 'send'] }, route, options: { keepServers: true, ...options } });
}
const opens: Effect = ['open', 'example.com:80'];

test('an eager connection where HTTP follows comes from those that wait', () => {
  waited().expect(['take', 'example.com:80']).client(request).expect(['become', 'HttpStub']);
  waited({ ...reverse, serverTls: 'always', serverName: 'a' }, {}, true).expect(['take', 'example.com:80']);
});

test.each<[string, Partial<Route>, Partial<ProtocolOptions>, boolean]>([
  ['any protocol may follow', { ...reverse, stack: 'detect' }, {}, false], ['it is switched off', reverse, { keepServers: false }, false],
  ['the name for TLS is the client\'s', { ...reverse, serverTls: 'always' }, {}, true], ['only others wait', reverse, {}, true],
  ['a rule may pass it through', reverse, { hosts: new HostRules({ ignore: [/^bank\./] }) }, false], ['a hook may', reverse, { decide: () => 'pass' }, false],
])('a new one where %s', (_what, route, options, secure) => {
  const [first] = waited(route, options, secure).take();
  expect(first).toEqual(opens);
});

test.each<[string, (book: Playbook) => Playbook]>([['ends', (book) => book.serverEnds()], ['says something', (book) => book.server('HTTP/1.1 408 Late\r\n\r\n')], ['is reset', (book) => book.serverResets()]])(
  'one that %s before the client has spoken is forgotten', (_what, happens) => {
    const book = happens(waited());
    expect(book.conn.server).toBeUndefined();
    expect(book.client(request).take().filter(([name]) => name === 'take' || name === 'become')).toEqual([['take', 'example.com:80'], ['become', 'HttpStub']]);
  });
