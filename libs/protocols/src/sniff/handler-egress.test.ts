import { ProxyError, type Egress, type Route, type Via } from '@weir/core';
import { clientHello, exampleOrigin, inEveryState, type Script } from '@weir/testing';
import { sniffer } from '../../test/sniffer.ts';
import { silentMs, undecidedMs } from './handler.ts';

const proxy: Via = { scheme: 'http', address: { host: 'proxy', port: 3128 } };
const egress: Egress = { via: () => proxy };
const through = (route: Partial<Route> = {}, playbook = {}) => sniffer({ route: { ...route, egress }, playbook: { destination: exampleOrigin, ignore: ['timer', 'cancelTimer'], ...playbook } });
const refused = new ProxyError('upstream-refused', '403');

test('nothing is opened before the client\'s first bytes say how', () => {
  through().expect().client('GET / HTTP/1.1\r\n').expect(['become', 'HttpStub'], ['send', 'client', 'GET / HTTP/1.1\r\n']);
});

test('TLS takes a tunnel, and so do unknown bytes', () => {
  const tls = through().client(clientHello({ sni: 'a', alpn: ['http/1.1'] })).take();
  expect(tls).toContainEqual(['open', 'example.com:80', proxy]);
  through().client('\x00\x01\x02').expect(['become', 'TcpRelay'], ['hold', 'client'], ['open', 'example.com:80', proxy]);
});

test('where the client stays silent the server may be the first to speak', () => {
  through().tick(silentMs - 1).expect().tick(1).expect(['open', 'example.com:80', proxy]).opened().server('220 hi').expect(['become', 'TcpRelay'], ['send', 'client', '220 hi']);
});

test('a tunnel that is refused to silence is forgotten', () => {
  const book = through().tick(silentMs).opened(refused).tick(silentMs + undecidedMs).expect(['open', 'example.com:80', proxy]);
  expect(book.conn.server).toBeUndefined();
  book.client('GET / HTTP/1.1\r\n').expect(['become', 'HttpStub'], ['send', 'client', 'GET / HTTP/1.1\r\n']).expectFlows();
});

test('a beginning of a word is no silence', () => {
  through().client('GE').tick(silentMs + undecidedMs).expect(['become', 'TcpRelay'], ['hold', 'client'], ['open', 'example.com:80', proxy]);
});

test('what is known to be all tunnel or all requests is opened at once', () => {
  through({ stack: 'tcp', serverTls: 'never' }).expect(['open', 'example.com:80', proxy]);
  through({ stack: 'http', serverTls: 'always' }).expect(['open', 'example.com:80', proxy], ['hold', 'server']);
  through({ stack: 'http', serverTls: 'never', rewriteAuthority: 'a' }).expect(['open', 'example.com:80', { ...proxy, forward: true }], ['hold', 'server']);
});

test('a client whose SYN is held is let in, or it could say nothing', () => {
  through({}, { synHeld: true }).expect(['admit']);
});

test('silence, in every state', () => {
  const script: Script = { start: () => through(), steps: [['tick', silentMs], ['opened'], ['client', '\x00\x01\x02'], ['server', 'x'], ['clientEnds'], ['serverEnds']] };
  inEveryState(script, undefined, { byteByByte: true });
});

test('a leg that is lost in silence is forgotten, too', () => {
  const book = through().tick(silentMs).opened().serverResets();
  expect([book.closed, book.conn.server]).toEqual([false, undefined]);
});
