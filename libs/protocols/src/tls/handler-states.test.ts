import { CLIENT, ProxyError, SERVER } from '@weir/core';
import { clientHello, everyCut, inEveryState, type Script, type Step } from '@weir/testing';
import { tlsHandler, type TlsCase } from '../../test/tls.ts';

const hello = clientHello({ sni: 'www.example.com', alpn: ['h2', 'http/1.1'] });
const server: Step = ['secured', SERVER, { alpn: 'http/1.1' }];
const client: Step = ['secured', CLIENT, { alpn: 'http/1.1' }];
const untrusted: Step = ['secured', SERVER, new ProxyError('tls-server-untrusted', 'self-signed')];
const absent = { serverOpen: false } as const;
const never = { stack: 'http', serverTls: 'never' } as const;
const inside: readonly Step[] = [['client', 'GET'], ['clientEnds']];

/** What each comes to: the orders that say so. */
const scripts: Readonly<Record<string, readonly [string, TlsCase, Script['steps']]>> = {
  'the server first': ['secure server, secure client, become, end, close', {}, [['client', hello], server, client, ...inside]],
  'detecting': ['secure server, secure client, become, end, close', { route: { stack: 'detect' } }, [['client', hello], server, client, ...inside]],
  'raw': ['secure server, secure client, become, end, close', { route: { stack: 'tcp' } }, [['client', hello], server, client, ...inside]],
  'a server to be opened': ['open, secure server, secure client, become, end, close', { playbook: absent }, [['client', hello], ['opened'], server, client, ...inside]],
  'a raw one to be opened': ['open, secure server, secure client, become, end, close', { playbook: absent, route: { stack: 'tcp' } }, [['client', hello], ['opened'], server, client, ...inside]],
  'lazily': ['secure client, become, end, close', { playbook: absent, options: { connectionStrategy: 'lazy' } }, [['client', hello], client, ...inside]],
  'a server without TLS': ['secure client, become, end, close', { route: never }, [['client', hello], client, ...inside]],
  'a raw server without TLS': ['secure client, become, end, close', { route: { ...never, stack: 'tcp' } }, [['client', hello], client, ...inside]],
  'a server that nobody trusts': ['secure server, secure client, become, end, close', {}, [['client', hello], untrusted, client, ...inside]],
  'a raw one that nobody trusts': ['secure server, close', { route: { stack: 'tcp' } }, [['client', hello], untrusted]],
  'a server that ends meanwhile': ['secure server, secure client, become, end, close', {}, [['client', hello], server, ['serverEnds'], client]],
  'to be passed': ['become, end, end, close', { options: { decide: () => 'pass' } }, [['client', hello], ['server', 'ServerHello'], ['client', 'Finished'], ['clientEnds'], ['serverEnds']]],
  'to be closed': ['close', { options: { decide: () => 'close' } }, [['client', hello]]],
  'no hello': ['close', {}, [['client', '\x16\x03\x01\x00\x00']]],
  'half a hello': ['close', {}, [['client', hello.subarray(0, 60)], ['clientEnds']]],
};
const each = Object.entries(scripts).map(([name, [orders, setting, steps]]) => [name, orders, { start: () => tlsHandler(setting), steps }] as const);

test.each(each)('%s: %s, however the input is cut', (_name, orders, script) => {
  const said = everyCut(script).orders.map((order) => (order[0] === 'secure' ? `secure ${order[1]}` : order[0]));
  expect(said.join(', ')).toBe(orders);
});

test.each(each)('%s (%s): reset, end, failure, drain, shutdown and a held peer in every state', (_name, _orders, script) => {
  inEveryState(script);
});

test('the same after each byte of the hello', () => {
  inEveryState({ start: () => tlsHandler({ playbook: absent }), steps: [['client', hello], ['opened'], server, client, ...inside] }, undefined, { byteByByte: true });
});
