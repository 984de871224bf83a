import { ProxyError, SERVER, type Route } from '@weir/core';
import { everyCut, exampleOrigin, inEveryState, Playbook, type PlaybookOptions, type Script } from '@weir/testing';
import { partsFor } from '../../test/parts.ts';
import type { ProtocolOptions } from '../options.ts';
import { TcpRelay, type TcpRelayOptions } from './handler.ts';

interface Case {
  readonly playbook?: PlaybookOptions;
  readonly route?: Partial<Route>;
  readonly options?: Partial<ProtocolOptions>;
  readonly relay?: TcpRelayOptions;
}

function start({ playbook = { destination: exampleOrigin }, route = { stack: 'tcp' }, options, relay }: Case = {}): Playbook {
  return new Playbook(playbook).start((stage) => new TcpRelay(partsFor(stage, route, options), relay));
}

const steps: Script['steps'] = [['opened'], ['client', 'hello'], ['server', 'world'], ['clientEnds'], ['server', '!'], ['serverEnds']];

test('opens the destination, then relays both ways and records the bytes', () => {
  start().expect(['hold', 'client'], ['open', 'example.com:80'])
    .client('hello').expect()
    .opened().expect(['release', 'client'], ['send', 'server', 'hello'])
    .server('world').expect(['send', 'client', 'world'])
    .expectFlows({
      type: 'tcp',
      messages: [{ from: 'client', kind: 'data', text: 'hello' }, { from: 'server', kind: 'data', text: 'world' }],
    });
});

test('a half-close is passed on, and the other direction goes on', () => {
  start().play(...steps).expect(
    ['hold', 'client'], ['open', 'example.com:80'], ['release', 'client'],
    ['send', 'server', 'hello'], ['send', 'client', 'world'], ['end', 'server'], ['send', 'client', '!'], ['end', 'client'], ['close'],
  ).expectFlows({ outcome: 'complete' });
});

test('any cut of the input gives the same', () => {
  expect(everyCut({ start, steps }).toServers).toEqual(['', 'hello']);
});

test('whatever happens in any state, the flow ends once and nothing is left open', () => {
  inEveryState({ start, steps }, undefined, { byteByByte: true });
});

test('a reset on either side resets the other, and fails the flow', () => {
  start().opened().clientResets().expect(['hold', 'client'], ['open', 'example.com:80'], ['release', 'client'], ['reset', 'server'], ['close', 'reset'])
    .expectFlows({ outcome: 'reset' });
  start().opened().serverResets().expect(['hold', 'client'], ['open', 'example.com:80'], ['release', 'client'], ['reset', 'client'], ['close', 'reset'])
    .expectFlows({ outcome: 'reset' });
});

test('an open that fails is one flow in error', () => {
  start().client('hello').opened(new ProxyError('connect-refused', 'refused'))
    .expect(['hold', 'client'], ['open', 'example.com:80'], ['close', 'connect-refused'])
    .expectFlows({ outcome: 'connect-refused', messages: [] });
});

test('a leg that had failed before is one flow in error', () => {
  const book = new Playbook({ destination: exampleOrigin });
  book.conn.server = { address: exampleOrigin, state: 'failed', error: new ProxyError('connect-timeout', 'no answer') };
  book.start((stage) => new TcpRelay(partsFor(stage))).expect(['close', 'connect-timeout']).expectFlows({ outcome: 'connect-timeout' });
});

test('without a destination there is nothing to relay to', () => {
  start({ playbook: {} }).expect(['close', 'destination-unknown']).expectFlows({ outcome: 'destination-unknown' });
});

test('takes over an open leg', () => {
  start({ playbook: { destination: exampleOrigin, serverOpen: true } }).client('a').expect(['send', 'server', 'a']);
});

test('waits for an open that is under way', () => {
  const book = new Playbook({ destination: exampleOrigin });
  book.io.open(exampleOrigin);
  book.start((stage) => new TcpRelay(partsFor(stage, { serverTls: 'never' }))).client('a')
    .expect(['open', 'example.com:80'], ['hold', 'client'])
    .opened().expect(['release', 'client'], ['send', 'server', 'a']);
});

test('a drain lets it go on', () => {
  start().opened().drain().client('a').expect(['hold', 'client'], ['open', 'example.com:80'], ['release', 'client'], ['send', 'server', 'a'])
    .shutdown().expect().expectFlows({ outcome: 'shutdown' });
});

describe('TLS towards the server', () => {
  const tlsRoute = { stack: 'tcp', serverTls: 'always', serverName: 'api.example.com' } as const;

  test('comes first where the route wants it', () => {
    start({ route: tlsRoute }).opened().client('a')
      .expect(['hold', 'client'], ['open', 'example.com:80'], ['hold', 'server'],
        ['secure', 'server', { protocol: 'tls', alpn: [], verify: 'full', sni: 'api.example.com' }])
      .secured(SERVER).expect(['release', 'server'], ['release', 'client'], ['send', 'server', 'a']);
  });

  test('mirrors a client that spoke it, protocol and name included', () => {
    start({ playbook: { destination: exampleOrigin, serverOpen: true, clientTls: { alpn: 'mqtt', sni: 'broker.example' } }, route: { serverTls: 'mirror' } })
      .expect(['hold', 'client'], ['hold', 'server'], ['secure', 'server', { protocol: 'tls', alpn: ['mqtt'], verify: 'full', sni: 'broker.example' }]);
  });

  test('a handshake that fails is a flow in error', () => {
    start({ route: tlsRoute }).opened().secured(SERVER, new ProxyError('tls-server-untrusted', 'self-signed')).expectFlows({ outcome: 'tls-server-untrusted' });
  });

  test('whatever happens in any state', () => {
    const script: Script = { start: () => start({ route: tlsRoute }), steps: [['opened'], ['client', 'hi'], ['secured', SERVER], ...steps.slice(1)] };
    everyCut(script);
    inEveryState(script);
  });
});

test.each<[string, Script]>([
  ['an open leg', { start: () => start({ playbook: { destination: exampleOrigin, serverOpen: true }, route: { stack: 'tcp', serverTls: 'never' } }), steps: steps.slice(1) }],
  ['bytes before the server', { start: () => start({ route: { stack: 'tcp', serverTls: 'never' } }), steps: [['client', 'hello'], ['clientEnds'], ['opened'], ['server', 'world'], ['serverEnds']] }],
  ['no bytes at all', { start, steps: [['opened'], ['serverEnds'], ['clientEnds']] }],
  ['no destination', { start: () => start({ playbook: {} }), steps: [['client', 'a']] }],
  ['a TLS client mirrored', { start: () => start({ playbook: { destination: exampleOrigin, clientTls: {} } }), steps: [['client', 'hello'], ['opened'], ['secured', SERVER], ...steps.slice(2)] }],
  ['passing through', { start: () => start({ relay: { passThrough: true }, options: { showIgnoredHosts: true } }), steps }],
])('%s: any cut, any interruption, after every byte', (_name, script) => {
  everyCut(script);
  inEveryState(script, undefined, { byteByByte: true });
});

describe('passing through', () => {
  test('never speaks TLS itself, and is no flow', () => {
    start({ relay: { passThrough: true }, route: { serverTls: 'always' } }).opened().client('\x16\x03\x01')
      .expect(['hold', 'client'], ['open', 'example.com:80'], ['release', 'client'], ['send', 'server', '\x16\x03\x01']).expectFlows();
  });

  test('is a flow where ignored hosts are to be shown', () => {
    start({ relay: { passThrough: true }, options: { showIgnoredHosts: true } }).opened().expectFlows({ type: 'tcp' });
  });
});
