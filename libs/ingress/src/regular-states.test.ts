import { CLIENT, ProxyError, SERVER } from '@weir/core';
import { clientHello, everyCut, inEveryState, type Script, type Step } from '@weir/testing';
import { accepted } from '../test/accept.ts';

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const connected = 'HTTP/1.1 200 Connection established\r\n\r\n';
const get = (host: string) => `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const connect = 'CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n';
const hello = clientHello({ sni: 'a.example', alpn: ['h2', 'http/1.1'] });
const inside = 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n';
const secured = (side: 0 | 1): Step => ['secured', side, { alpn: 'http/1.1', sni: 'a.example' }];
const end: readonly Step[] = [['clientEnds'], ['serverEnds']];

interface Case {
  readonly strategy?: 'eager' | 'lazy';
  readonly steps: Script['steps'];
  readonly toClient: string;
  readonly flows: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'requests to two origins': {
    steps: [['client', get('a')], ['opened'], ['server', ok], ['client', get('b')], ['opened'], ['server', ok], ...end],
    toClient: ok + ok, flows: ['complete', 'complete'],
  },
  'a tunnel with TLS and HTTP in it': {
    steps: [['client', connect], ['opened'], ['client', hello], secured(SERVER), secured(CLIENT), ['client', inside], ['server', ok], ...end],
    toClient: connected + ok, flows: ['complete'],
  },
  'the same, lazily': {
    strategy: 'lazy',
    steps: [['client', connect], ['client', hello], secured(CLIENT), ['client', inside], ['opened'], secured(SERVER), ['server', ok], ...end],
    toClient: connected + ok, flows: ['complete'],
  },
  'a tunnel with plain HTTP in it': { steps: [['client', connect + inside], ['opened'], ['server', ok], ...end], toClient: connected + ok, flows: ['complete'] },
  'a tunnel whose server speaks first': {
    steps: [['client', connect], ['opened'], ['server', '220 hi\r\n'], ['client', 'EHLO a\r\n'], ['server', '250\r\n'], ...end],
    toClient: `${connected}220 hi\r\n250\r\n`, flows: ['complete'],
  },
  'a tunnel of unknown bytes, lazily': {
    strategy: 'lazy',
    steps: [['client', connect], ['client', '\x00\x01'], ['opened'], ['server', 'x'], ...end],
    toClient: `${connected}x`, flows: ['complete'],
  },
  'TLS to the proxy itself': {
    steps: [
      ['client', hello], secured(CLIENT), ['client', 'GET https://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n'], ['opened'], ['secured', SERVER], ['server', ok], ...end,
    ],
    toClient: ok, flows: ['complete'],
  },
};

const script = ({ strategy = 'eager', steps }: Case): Script => ({ start: () => accepted('regular', { options: { connectionStrategy: strategy } }), steps });
const each = Object.entries(cases);

test.each(each)('%s: the same, however the input is cut', (_name, one) => {
  const { toClient, flows } = everyCut(script(one));
  expect(toClient).toBe(one.toClient);
  expect(flows.map(({ outcome }) => outcome)).toEqual(one.flows);
});

test.each(each)('%s: reset, end, failure, drain, shutdown and a held peer in every state', (_name, one) => {
  inEveryState(script(one));
});

test('a tunnel\'s beginning, the same after every byte', () => {
  inEveryState(script(cases['a tunnel with plain HTTP in it'] as Case), undefined, { byteByByte: true });
});

test('a tunnel that fails, then a request; a request without a destination', () => {
  const failing = script({
    steps: [['client', connect], ['opened', new ProxyError('connect-timeout', 'no answer')], ['client', get('b')], ['opened'], ['server', ok], ...end], toClient: '', flows: [],
  });
  expect(everyCut(failing).flows.map(({ outcome }) => outcome)).toEqual(['connect-timeout', 'complete']);
  inEveryState(failing);
  const lost = script({ steps: [['client', 'GET / HTTP/1.1\r\n\r\n'], ['clientEnds']], toClient: '', flows: [] });
  expect(everyCut(lost).flows.map(({ outcome }) => outcome)).toEqual(['protocol-violation']);
  inEveryState(lost);
});
