import { CLIENT, SERVER } from '@weir/core';
import { clientHello, everyCut, inEveryState, type Script, type Step } from '@weir/testing';
import { accepted } from '../test/accept.ts';

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const get = 'GET /x HTTP/1.1\r\nHost: front.example\r\n\r\n';
const rewritten = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n';
const hello = clientHello({ sni: 'front.example', alpn: ['http/1.1'] });
const secured = (side: 0 | 1): Step => ['secured', side, { alpn: 'http/1.1', sni: 'front.example' }];
const answered: readonly Step[] = [['server', ok], ['clientEnds'], ['serverEnds']];
const talk: readonly Step[] = [['server', 'world'], ['clientEnds'], ['server', '!'], ['serverEnds']];

type Case = readonly [spec: string, client: string, strategy: 'eager' | 'lazy', steps: Script['steps']];
const http: readonly Case[] = [
  ['reverse:http://a', 'plain', 'eager', [['opened'], ['client', get], ...answered]],
  ['reverse:http://a', 'plain', 'lazy', [['client', get], ['opened'], ...answered]],
  ['reverse:http://a', 'TLS', 'eager', [['opened'], ['client', hello], secured(CLIENT), ['client', get], ...answered]],
  ['reverse:http://a', 'TLS', 'lazy', [['client', hello], secured(CLIENT), ['client', get], ['opened'], ...answered]],
  ['reverse:https://a', 'plain', 'eager', [['opened'], ['client', get], secured(SERVER), ...answered]],
  ['reverse:https://a', 'plain', 'lazy', [['client', get], ['opened'], secured(SERVER), ...answered]],
  ['reverse:https://a', 'TLS', 'eager', [['opened'], ['client', hello], secured(SERVER), secured(CLIENT), ['client', get], ...answered]],
  ['reverse:https://a', 'TLS', 'lazy', [['client', hello], secured(CLIENT), ['client', get], ['opened'], secured(SERVER), ...answered]],
];
const raw: readonly Case[] = [
  ['reverse:tcp://a:25', 'plain', 'eager', [['opened'], ['client', 'hello'], ...talk]],
  ['reverse:tcp://a:25', 'plain', 'lazy', [['client', 'hello'], ['opened'], ...talk]],
  ['reverse:tcp://a:25', 'TLS', 'eager', [['opened'], ['client', hello], secured(CLIENT), ['client', 'hello'], ...talk]],
  ['reverse:tcp://a:25', 'TLS', 'lazy', [['client', hello], secured(CLIENT), ['client', 'hello'], ['opened'], ...talk]],
  ['reverse:tls://a:993', 'plain', 'eager', [['opened'], ['client', 'hello'], secured(SERVER), ...talk]],
  ['reverse:tls://a:993', 'plain', 'lazy', [['client', 'hello'], ['opened'], secured(SERVER), ...talk]],
  ['reverse:tls://a:993', 'TLS', 'eager', [['opened'], ['client', hello], secured(SERVER), secured(CLIENT), ['client', 'hello'], ...talk]],
  ['reverse:tls://a:993', 'TLS', 'lazy', [['client', hello], secured(CLIENT), ['client', 'hello'], ['opened'], secured(SERVER), ...talk]],
];

const script = (spec: string, connectionStrategy: 'eager' | 'lazy', steps: Script['steps']): Script => ({ start: () => accepted(spec, { options: { connectionStrategy } }), steps });

test.each(http)('%s, client %s, %s: the same, however the input is cut', (spec, _client, strategy, steps) => {
  const { toClient, toServers, flows } = everyCut(script(spec, strategy, steps));
  expect([toClient, toServers.join('')]).toEqual([ok, rewritten]);
  expect(flows).toMatchObject([{ type: 'http', outcome: 'complete', request: { host: 'a', scheme: spec.startsWith('reverse:https') ? 'https' : 'http' } }]);
});

test.each(raw)('%s, client %s, %s: the same, however the input is cut', (spec, _client, strategy, steps) => {
  const { toClient, toServers, flows } = everyCut(script(spec, strategy, steps));
  expect([toClient, toServers.join('')]).toEqual(['world!', 'hello']);
  expect(flows).toMatchObject([{ type: 'tcp', outcome: 'complete' }]);
});

test.each([...http, ...raw])('%s, client %s, %s: reset, end, failure, drain, shutdown and a held peer in every state', (spec, client, strategy, steps) => {
  inEveryState(script(spec, strategy, steps), undefined, { byteByByte: client === 'plain' });
});

test('a server that speaks first', () => {
  const greeting = script('reverse:tcp://a:25', 'eager', [['opened'], ['server', '220 hi\r\n'], ['client', 'EHLO a\r\n'], ...talk]);
  expect(everyCut(greeting)).toMatchObject({ toClient: '220 hi\r\nworld!', flows: [{ type: 'tcp', outcome: 'complete' }] });
  inEveryState(greeting, undefined, { byteByByte: true });
});
