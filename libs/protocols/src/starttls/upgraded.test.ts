import { CLIENT, ProxyError, SERVER } from '@weir/core';
import { clientHello, everyCut, exampleOrigin, inEveryState, type Script, type Step } from '@weir/testing';
import { sniffer, type SnifferCase } from '../../test/sniffer.ts';
import { sslRequest, upgrades, type Line } from '../../test/starttls.ts';
import { HostRules } from '../hosts/host-rules.ts';

const hello = clientHello({ sni: 'mail.example' });
const raw: SnifferCase = { route: { stack: 'tcp', serverTls: 'never' } };
const quiet = ['timer', 'cancelTimer', 'hold', 'release'] as const;
const start = (more: SnifferCase = {}) => sniffer({ playbook: { destination: exampleOrigin, ignore: quiet }, ...more });
const steps = (lines: readonly Line[]): readonly Step[] => lines.map(([side, text]) => [side === CLIENT ? 'client' : 'server', text]);
const handshakes: readonly Step[] = [['client', hello], ['secured', SERVER], ['secured', CLIENT, { sni: 'mail.example' }]];
const inside: readonly Step[] = [['client', 'EHLO again\r\n'], ['server', '250 secret\r\n'], ['clientEnds'], ['serverEnds']];

const scripts = Object.entries(upgrades).map(([name, lines]): readonly [string, Script] => [name, { start: () => start(raw), steps: [['opened'], ...steps(lines), ...handshakes, ...inside] }]);

test.each(scripts)('%s: both ends of TLS are here, and one flow has what was said before and inside', (name, script) => {
  const book = script.start().play(...script.steps);
  expect(book.effects.filter(([effect]) => effect === 'become').map(([, next]) => next)).toEqual(['TcpRelay', 'TlsHandler', 'TcpRelay']);
  expect(book.effects.filter(([effect]) => effect === 'secure').map(([, side, params]) => [side, params])).toEqual([
    ['server', { protocol: 'tls', alpn: [], verify: 'full', sni: 'mail.example' }],
    ['client', { protocol: 'tls', alpn: [], head: expect.anything(), leaf: { names: ['mail.example', 'example.com'] } }],
  ]);
  expect(book.flows).toHaveLength(1);
  const [flow] = book.flows;
  const said = [...(upgrades[name] ?? []), [CLIENT, 'EHLO again\r\n'], [SERVER, '250 secret\r\n']] as const;
  expect(flow).toMatchObject({ type: 'tcp', outcome: 'complete', messages: said.map(([side, text]) => ({ from: side === CLIENT ? 'client' : 'server', text })) });
});

test.each(scripts)('%s: every cut', (_name, script) => {
  everyCut(script);
});

test.each(scripts)('%s: every state', (_name, script) => {
  inEveryState(script);
});

test('byte by byte in every state, of one', () => {
  inEveryState({ start: () => start(raw), steps: [['opened'], ...steps(upgrades['PostgreSQL'] ?? []), ...handshakes, ...inside] }, undefined, { byteByByte: true });
});

test('found on a route that detects', () => {
  const book = start().opened().play(...steps(upgrades['SMTP'] ?? []), ...handshakes);
  expect(book.effects.filter(([effect]) => effect === 'become').map(([, next]) => next)).toEqual(['TcpRelay', 'TlsHandler', 'TcpRelay']);
});

test('lazily, the server\'s TLS comes after the client\'s', () => {
  const book = start({ ...raw, options: { connectionStrategy: 'lazy' } }).client(sslRequest).opened().server('S').client(hello).secured(CLIENT, {}).secured(SERVER);
  expect(book.effects.filter(([effect]) => effect === 'secure').map(([, side]) => side)).toEqual(['client', 'server']);
  book.shutdown().expectFlows({ type: 'tcp' });
});

const upgraded = (more: SnifferCase = raw) => start(more).opened().play(...steps(upgrades['PostgreSQL'] ?? []));

describe('what cannot be intercepted ends as one flow in error', () => {
  test.each([
    ['a server whose certificate is not trusted', [['client', hello], ['secured', SERVER, new ProxyError('tls-server-untrusted', 'self-signed')]], 'tls-server-untrusted'],
    ['a client that does not trust us', [['client', hello], ['secured', SERVER], ['secured', CLIENT, new ProxyError('tls-client-rejected', 'unknown ca')]], 'tls-client-rejected'],
    ['a hello that is none', [['client', '\x16\x03\x01\x00\x02\x02\x00']], 'tls-client-invalid'],
    ['a client that goes away', [['client', hello.subarray(0, 20)], ['clientResets']], 'reset'],
  ] as const)('%s', (_name, then, outcome) => {
    upgraded().play(...then).expectFlows({ type: 'tcp', outcome });
  });
});

test('a SNI that is ignored passes, still as the flow that it was', () => {
  const book = upgraded({ ...raw, options: { hosts: new HostRules({ ignore: [/^mail\.example/] }) } }).client(hello);
  expect(book.effects.filter(([effect]) => effect === 'secure')).toEqual([]);
  book.clientEnds().serverEnds();
  expect(book.flows).toMatchObject([{ type: 'tcp', outcome: 'complete', messages: [{}, {}, { from: 'client' }] }]);
});

test('a decision to close ends the flow', () => {
  const book = upgraded({ ...raw, options: { decide: () => 'close' } }).client(hello);
  expect(book.closed).toBe(true);
  book.expectFlows({ type: 'tcp', outcome: 'complete' });
});

test('where TLS is spoken already, none is looked for', () => {
  const tls = start({ route: { stack: 'tcp', serverTls: 'always' } }).opened().secured(SERVER).server('220 a\r\n').client('STARTTLS\r\n').server('220 go\r\n').client(hello);
  expect(tls.effects.filter(([effect]) => effect === 'become')).toEqual([['become', 'TcpRelay']]);
  const within = start({ insideTls: true, playbook: { destination: exampleOrigin, serverOpen: true, serverTls: {}, clientTls: {}, ignore: quiet }, route: { stack: 'tcp' } });
  within.client(sslRequest).server('S').client(hello);
  expect(within.effects.filter(([effect]) => effect === 'secure')).toEqual([]);
});

test('what is passed through is not watched', () => {
  const book = upgraded({ ...raw, options: { hosts: new HostRules({ ignore: [/example/] }) } }).client(hello);
  expect(book.effects.filter(([effect]) => effect === 'secure')).toEqual([]);
  book.shutdown().expectFlows();
});

const injected: readonly Step[] = [
  ['opened'], ['server', '220 a\r\n'], ['client', 'STARTTLS\r\nMAIL FROM:<evil@example>\r\n'], ['server', '220 go\r\n'], ['client', hello], ['clientEnds'], ['serverEnds'],
];

test('commands behind STARTTLS reach the server in the clear, after its answer, and no TLS of ours begins', () => {
  const script = { start: () => start(raw), steps: injected };
  const { orders, toServers } = everyCut(script);
  expect(orders.filter(([name]) => name === 'secure')).toEqual([]);
  expect(toServers.join('')).toBe(`STARTTLS\r\nMAIL FROM:<evil@example>\r\n${hello.toString('latin1')}`);
  inEveryState(script);
});
