import { CLIENT, ProxyError, SERVER, type Route } from '@weir/core';
import { parseModeSpec, type ReverseSpec } from '@weir/mode-spec';
import { clientHello } from '@weir/testing';
import { accepted } from '../test/accept.ts';
import { defaultModeSettings, reverseConfig } from './index.ts';

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const get = 'GET /x HTTP/1.1\r\nHost: front.example\r\n\r\n';
const hi = clientHello({ sni: 'front.example', alpn: ['h2', 'http/1.1'] });
const keep = { settings: { keepHostHeader: true } } as const;

const config = (spec: string, keepHostHeader = false) => reverseConfig(parseModeSpec(spec) as ReverseSpec, { host: '', port: 8080 }, { ...defaultModeSettings, keepHostHeader });
const fixed = { form: 'origin', auth: 'origin' } as const;

test.each<[string, Route]>([
  ['reverse:http://a', { ...fixed, stack: 'http', serverTls: 'never', serverName: 'a', rewriteAuthority: 'a' }],
  ['reverse:http://a:80', { ...fixed, stack: 'http', serverTls: 'never', serverName: 'a', rewriteAuthority: 'a' }],
  ['reverse:http://a:443', { ...fixed, stack: 'http', serverTls: 'never', serverName: 'a', rewriteAuthority: 'a:443' }],
  ['reverse:https://a', { ...fixed, stack: 'http', serverTls: 'always', serverName: 'a', rewriteAuthority: 'a' }],
  ['reverse:https://a:80', { ...fixed, stack: 'http', serverTls: 'always', serverName: 'a', rewriteAuthority: 'a:80' }],
  ['reverse:https://[2001:db8::1]:8443', { ...fixed, stack: 'http', serverTls: 'always', serverName: '2001:db8::1', rewriteAuthority: '[2001:db8::1]:8443' }],
  ['reverse:http://[2001:db8::1]', { ...fixed, stack: 'http', serverTls: 'never', serverName: '2001:db8::1', rewriteAuthority: '[2001:db8::1]' }],
  ['reverse:tcp://a:25', { ...fixed, stack: 'tcp', serverTls: 'never', serverName: 'a' }],
  ['reverse:tls://a:993', { ...fixed, stack: 'tcp', serverTls: 'always', serverName: 'a' }],
])('%s', (spec, route) => {
  expect(config(spec).route).toEqual(route);
});

test('keep_host_header leaves the names to the client', () => {
  expect(config('reverse:https://a', true).route).toEqual({ ...fixed, stack: 'http', serverTls: 'always' });
});

describe('http', () => {
  test('connects at once; Host is the target\'s', () => {
    accepted('reverse:http://a.example').expect(['open', 'a.example:80'])
      .opened().client(get).expect(['become', 'Http1Handler'], ['send', 'server', 'GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n'])
      .server(ok).clientEnds().expect(['send', 'client', ok], ['stop', 'server', 0], ['close'])
      .expectFlows({ type: 'http', outcome: 'complete' });
  });

  test('Host stays with keep_host_header', () => {
    accepted('reverse:http://a.example', keep).opened().client(get).expect(['open', 'a.example:80'], ['become', 'Http1Handler'], ['send', 'server', get]);
  });

  test('the client\'s TLS ends here', () => {
    accepted('reverse:http://a.example').opened().client(hi)
      .expect(['open', 'a.example:80'], ['become', 'TlsHandler'],
        ['secure', 'client', { protocol: 'tls', alpn: ['http/1.1'], head: hi.toString('latin1'), leaf: { names: ['front.example', 'a.example'] } }])
      .secured(CLIENT, { alpn: 'http/1.1' }).client(get)
      .expect(['become', 'Sniffer'], ['become', 'Http1Handler'], ['send', 'server', 'GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n']);
  });

  test('a target that cannot be reached is 502', () => {
    const book = accepted('reverse:http://a.example').opened(new ProxyError('connect-refused', 'refused')).client(get);
    expect(book.take().find((effect) => effect[0] === 'send')?.[2]).toMatch(/^HTTP\/1\.1 502 /);
    book.expectFlows({ type: 'http', outcome: 'connect-refused' });
  });

  test('a CONNECT is 400', () => {
    const book = accepted('reverse:http://a.example').opened().client('CONNECT b:443 HTTP/1.1\r\n\r\n');
    expect(book.take().find((effect) => effect[0] === 'send')?.[2]).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('https', () => {
  const secureServer = (sni: string) => ['secure', 'server', { protocol: 'tls', alpn: ['http/1.1'], verify: 'full', sni }] as const;

  test('speaks TLS to the target for a client that does not', () => {
    accepted('reverse:https://a.example').opened().client(get).expect(['open', 'a.example:443'], ['become', 'Http1Handler'], secureServer('a.example'))
      .secured(SERVER).expect(['send', 'server', 'GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n']);
  });

  test('secures the target first for one that does', () => {
    accepted('reverse:https://a.example').opened().client(hi).expect(['open', 'a.example:443'], ['become', 'TlsHandler'], secureServer('a.example'));
  });

  test('asks for the client\'s name with keep_host_header', () => {
    accepted('reverse:https://a.example', keep).opened().client(hi).expect(['open', 'a.example:443'], ['become', 'TlsHandler'], secureServer('front.example'));
  });
});

describe('tcp', () => {
  test('what looks like HTTP passes as it is, and a server may speak first', () => {
    accepted('reverse:tcp://a.example:25').opened().server('220 hi\r\n').client(get)
      .expect(['open', 'a.example:25'], ['become', 'TcpRelay'], ['send', 'client', '220 hi\r\n'], ['send', 'server', get])
      .clientEnds().serverEnds().expect(['end', 'server'], ['end', 'client'], ['close'])
      .expectFlows({ type: 'tcp', outcome: 'complete' });
  });

  test('the client\'s TLS ends here, any protocol of its is fine', () => {
    const mqtt = clientHello({ sni: 'front.example', alpn: ['mqtt'] });
    accepted('reverse:tcp://a.example:25').opened().client(mqtt)
      .expect(['open', 'a.example:25'], ['become', 'TlsHandler'],
        ['secure', 'client', { protocol: 'tls', alpn: ['mqtt'], head: mqtt.toString('latin1'), leaf: { names: ['front.example', 'a.example'] } }])
      .secured(CLIENT, { alpn: 'mqtt' }).client('x').expect(['become', 'Sniffer'], ['become', 'TcpRelay'], ['send', 'server', 'x']);
  });

  test('a target that cannot be reached closes the client, and is one flow', () => {
    accepted('reverse:tcp://a.example:25').opened(new ProxyError('connect-refused', 'refused')).expect(['open', 'a.example:25'], ['close', 'connect-refused'])
      .expectFlows({ type: 'tcp', outcome: 'connect-refused' });
  });
});

describe('tls', () => {
  test('speaks TLS to the target for a client that does not', () => {
    accepted('reverse:tls://a.example:993').opened().client('x')
      .expect(['open', 'a.example:993'], ['become', 'TcpRelay'], ['secure', 'server', { protocol: 'tls', alpn: [], verify: 'full', sni: 'a.example' }])
      .secured(SERVER).expect(['send', 'server', 'x']);
  });

  test('and for one that does, with the protocols it offers', () => {
    accepted('reverse:tls://a.example:993').opened().client(hi)
      .expect(['open', 'a.example:993'], ['become', 'TlsHandler'], ['secure', 'server', { protocol: 'tls', alpn: ['h2', 'http/1.1'], verify: 'full', sni: 'a.example' }]);
  });
});

test('upstream_auth is for a target that speaks HTTP, and for no other', () => {
  const upstreamAuth = { user: 'ann', password: 'secret' };
  const routeOf = (spec: string) => reverseConfig(parseModeSpec(spec) as ReverseSpec, { host: '', port: 8080 }, { ...defaultModeSettings, upstreamAuth }).route;
  for (const spec of ['reverse:http://a', 'reverse:https://a']) expect(routeOf(spec).credentials).toEqual(upstreamAuth);
  for (const spec of ['reverse:tcp://a:1', 'reverse:tls://a:1']) expect(routeOf(spec).credentials).toBeUndefined();
});

test('the target is the configuration\'s word', () => {
  expect(accepted('reverse:http://a.example').conn.configured).toEqual({ host: 'a.example', port: 80 });
  expect(accepted('regular').conn.configured).toBeUndefined();
});
