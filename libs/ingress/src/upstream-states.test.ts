import { CLIENT, ProxyError, SERVER } from '@weir/core';
import { clientHello, everyCut, inEveryState, type Script, type Step } from '@weir/testing';
import { accepted, type Setting } from '../test/accept.ts';
import { EgressRules } from './egress.ts';

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const connected = 'HTTP/1.1 200 Connection established\r\n\r\n';
const get = (host: string) => `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const inside = 'GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n';
const hello = clientHello({ sni: 'a.example', alpn: ['http/1.1'] });
const secured = (side: 0 | 1): Step => ['secured', side, { alpn: 'http/1.1', sni: 'a.example' }];
const end: readonly Step[] = [['clientEnds'], ['serverEnds']];
const through = (via: string) => ({ egress: new EgressRules({ via: [via], noProxy: [] }) }) as const;
const socksRequest = (port: number) => Buffer.from(`050100050100030${'a.example'.length}${Buffer.from('a.example').toString('hex')}${port.toString(16).padStart(4, '0')}`, 'hex');
const socksOpen = '\x05\x00\x05\x00\x00\x01\0\0\0\0\0\0';

interface Case extends Setting {
  readonly spec: string;
  readonly steps: readonly Step[];
  readonly toClient: string;
  /** What the servers were sent, each leg's apart; a kept leg is one of its own here. */
  readonly toServers: readonly string[];
  readonly flows: readonly string[];
}

const upstream = 'upstream:http://proxy:3128';
const cases: Readonly<Record<string, Case>> = {
  'upstream: requests to two origins on one leg': {
    spec: upstream, settings: { upstreamAuth: { user: 'u', password: 'p' } },
    steps: [['client', get('a.example') + get('b.example')], ['opened'], ['server', ok], ['opened'], ['server', ok], ...end],
    toClient: ok + ok, toServers: ['a.example', 'b.example'].map((host) => get(host).replace('\r\n\r\n', '\r\nProxy-Authorization: Basic dTpw\r\n\r\n')), flows: ['complete', 'complete'],
  },
  'upstream: a kept leg that was closed meanwhile is opened anew': {
    spec: upstream,
    steps: [['client', get('a.example')], ['opened'], ['server', ok], ['client', get('b.example')], ['opened'], ['serverEnds'], ['opened'], ['server', ok], ...end],
    toClient: ok + ok, toServers: [get('a.example'), get('b.example'), get('b.example')], flows: ['complete', 'complete'],
  },
  'upstream: a tunnel with TLS': {
    spec: upstream,
    steps: [['client', 'CONNECT a.example:443 HTTP/1.1\r\n\r\n'], ['opened'], ['client', hello], secured(SERVER), secured(CLIENT), ['client', inside], ['server', ok], ...end],
    toClient: connected + ok, toServers: [inside], flows: ['complete'],
  },
  'upstream: a refused tunnel, then a request': {
    spec: upstream,
    steps: [['client', 'CONNECT a.example:443 HTTP/1.1\r\n\r\n'], ['opened', new ProxyError('upstream-refused', '403 Forbidden', { status: 403 })], ['client', get('b.example')], ['opened'], ['server', ok], ...end],
    toClient: '502', toServers: ['', get('b.example')], flows: ['upstream-refused', 'complete'],
  },
  'upstream: credentials that the proxy does not take': {
    spec: upstream,
    steps: [['client', get('a.example')], ['opened'], ['server', 'HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n'], ...end],
    toClient: '502', toServers: [get('a.example')], flows: ['upstream-refused'],
  },
  'upstream: an upgrade takes a tunnel, and what follows in vain stays there': {
    spec: upstream,
    steps: [
      ['client', get('a.example')], ['opened'], ['server', ok], ['client', `GET http://a.example/chat HTTP/1.1\r\nHost: a.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`], ['opened'], ['server', ok],
      ['client', get('a.example')], ['server', ok], ...end,
    ],
    toClient: ok + ok + ok, flows: ['complete', 'complete', 'complete'],
    toServers: [get('a.example'), `GET /chat HTTP/1.1\r\nHost: a.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nGET / HTTP/1.1\r\nHost: a.example\r\n\r\n`],
  },
  'reverse:http via an HTTP proxy: opened ahead, requests handed to it': {
    spec: 'reverse:http://a.example', settings: through('http://proxy'),
    steps: [['opened'], ['client', 'GET /x HTTP/1.1\r\nHost: front\r\n\r\n'], ['server', ok], ...end],
    toClient: ok, toServers: ['GET http://a.example/x HTTP/1.1\r\nHost: a.example\r\n\r\n'], flows: ['complete'],
  },
  'reverse:http via an HTTP proxy, Host kept: a tunnel, once the request is there': {
    spec: 'reverse:http://a.example', settings: { ...through('http://proxy'), keepHostHeader: true },
    steps: [['client', 'GET /x HTTP/1.1\r\nHost: front\r\n\r\n'], ['opened'], ['server', ok], ...end],
    toClient: ok, toServers: ['GET /x HTTP/1.1\r\nHost: front\r\n\r\n'], flows: ['complete'],
  },
  'reverse:https via an HTTP proxy: TLS in a tunnel': {
    spec: 'reverse:https://a.example', settings: through('http://proxy'),
    steps: [['opened'], ['client', inside], secured(SERVER), ['server', ok], ...end],
    toClient: ok, toServers: [inside], flows: ['complete'],
  },
  'reverse:tcp via SOCKS': {
    spec: 'reverse:tcp://a.example:25', settings: through('socks5://proxy'),
    steps: [['opened'], ['server', '220 hi'], ['client', 'EHLO'], ['server', '250'], ...end],
    toClient: '220 hi250', toServers: ['EHLO'], flows: ['complete'],
  },
  'socks5 via an HTTP proxy: plain HTTP is handed to it': {
    spec: 'socks5', settings: through('http://proxy'),
    steps: [['client', socksRequest(80)], ['client', inside], ['opened'], ['server', ok], ...end],
    toClient: socksOpen + ok, toServers: ['GET http://a.example/x HTTP/1.1\r\nHost: a.example\r\n\r\n'], flows: ['complete'],
  },
  'socks5 via an HTTP proxy: TLS takes a tunnel': {
    spec: 'socks5', settings: through('http://proxy'),
    steps: [['client', socksRequest(443)], ['client', hello], ['opened'], secured(SERVER), secured(CLIENT), ['client', inside], ['server', ok], ...end],
    toClient: socksOpen + ok, toServers: [inside], flows: ['complete'],
  },
  'socks5 via an HTTP proxy: a server that speaks first': {
    spec: 'socks5', settings: through('http://proxy'),
    steps: [['client', socksRequest(25)], ['tick', 1000], ['opened'], ['server', '220 hi'], ['client', 'EHLO'], ['server', '250'], ...end],
    toClient: `${socksOpen}220 hi250`, toServers: ['EHLO'], flows: ['complete'],
  },
  'socks5 via an HTTP proxy: a tunnel that is refused to a silent client is no failure of what it asks for later': {
    spec: 'socks5', settings: through('http://proxy'),
    steps: [['client', socksRequest(80)], ['tick', 1000], ['opened', new ProxyError('upstream-refused', '403')], ['tick', 5000], ['client', inside], ['opened'], ['server', ok], ...end],
    toClient: socksOpen + ok, toServers: ['', 'GET http://a.example/x HTTP/1.1\r\nHost: a.example\r\n\r\n'], flows: ['complete'],
  },
};

const script = ({ spec, steps, settings, options }: Case): Script => ({ start: () => accepted(spec, { ...(settings && { settings }), ...(options && { options }) }), steps });
const each = Object.entries(cases);

test.each(each)('%s', (_name, one) => {
  const { toClient, toServers, flows } = everyCut(script(one));
  // The first is what was sent before any leg was opened.
  expect([one.toClient === '502' ? toClient.slice(9, 12) : toClient, toServers]).toEqual([one.toClient, ['', ...one.toServers]]);
  expect(flows.map(({ outcome }) => outcome)).toEqual(one.flows);
});

test.each(each)('%s: reset, end, failure, drain, shutdown and a held peer in every state', (_name, one) => {
  inEveryState(script(one));
});

test('a kept leg and a tunnel\'s beginning, the same after every byte', () => {
  inEveryState(script(cases['upstream: a kept leg that was closed meanwhile is opened anew'] as Case), undefined, { byteByByte: true });
  inEveryState(script(cases['upstream: an upgrade takes a tunnel, and what follows in vain stays there'] as Case), undefined, { byteByByte: true });
});
