import { ProxyError } from '@weir/core';
import { everyCut, inEveryState, type Script } from '@weir/testing';
import { explicit, get, http1, ok, reverse, script } from '../../test/http1.ts';

const chunks = '3;x=y\r\nabc\r\n0\r\nT: v\r\n\r\n';
const chunkedPost = `POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n`;
const chunkedAnswer = `HTTP/1.1 201 Created\r\nAlt-Svc: h2=":443"\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`;
const upgrade = 'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const to = (host: string): string => `GET http://${host}/x HTTP/1.1\r\nHost: ${host}\r\nProxy-Connection: keep-alive\r\n\r\n`;
const rewritten = { route: { rewriteAuthority: 'inner' } };

const authenticate = { options: { authenticate: true } };
const yes = { kind: 'authenticate', ok: true } as const;
const no = { kind: 'authenticate', ok: false } as const;
const credentials = 'Proxy-Authorization: Basic YW5uOng=\r\n';

const scripts: Readonly<Record<string, Script>> = {
  'two exchanges': script(reverse, ['client', get], ['server', ok], ['client', `\r\n${get}`], ['server', ok], ['clientEnds'], ['serverEnds']),
  'pipelined, rewritten': script(() => reverse(rewritten), ['client', get + get.replace('GET', 'HEAD') + get], ['server', ok + ok.slice(0, -2) + ok], ['clientEnds']),
  'chunks both ways': script(() => reverse(rewritten), ['client', chunkedPost], ['server', 'HTTP/1.1 100 Continue\r\n\r\n'], ['client', chunks], ['server', chunkedAnswer], ['clientEnds']),
  'more than may be pipelined': script(() => reverse({ limits: { pipelined: 1 } }), ['client', get + get], ['server', ok], ['server', ok], ['clientEnds']),
  'until the end': script(reverse, ['client', 'GET / HTTP/1.0\r\n\r\n'], ['server', 'HTTP/1.0 200 OK\r\n\r\nall'], ['serverEnds']),
  'opens, secures': script(
    () => http1({ playbook: { destination: { host: 'a', port: 443 }, clientTls: {} } }),
    ['client', chunkedPost + chunks + get], ['opened'], ['secured', 1], ['server', ok + ok], ['clientEnds'],
  ),
  'switches origins': script(explicit, ['client', to('a') + to('b')], ['opened'], ['server', ok], ['opened'], ['server', ok], ['clientEnds']),
  'connects': script(explicit, ['client', 'CONNECT a:443 HTTP/1.1\r\n\r\nhello'], ['opened'], ['server', 'world'], ['clientEnds']),
  'is refused a connection': script(
    explicit, ['client', 'CONNECT a:443 HTTP/1.1\r\n\r\n'], ['opened', new ProxyError('connect-timeout', 'timed out')], ['client', to('b')], ['opened'], ['server', ok], ['clientEnds'],
  ),
  'upgrades': script(reverse, ['client', `${upgrade}frame`], ['server', `${switching}frame`], ['clientEnds']),
  'upgrades in vain': script(reverse, ['client', upgrade + get], ['server', ok], ['server', ok], ['clientEnds']),
  'asks again': script(reverse, ['client', get], ['server', ok], ['client', get + get], ['serverEnds'], ['opened'], ['server', ok + ok], ['clientEnds']),
  'smuggles': script(reverse, ['client', `${get}POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`], ['server', ok]),
  'answers nonsense': script(reverse, ['client', get], ['server', 'HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc']),
  'answers early': script(reverse, ['client', chunkedPost], ['server', ok], ['client', chunks], ['clientEnds']),
  'says who it is': script(
    () => explicit(authenticate), ['client', to('a') + to('a').replace('Proxy-C', `${credentials}Proxy-C`) + chunkedPost.replace('/p', 'http://a/p').replace('Expect', `${credentials}Expect`) + chunks],
    ['answer', yes], ['opened'], ['server', ok + ok], ['clientEnds'],
  ),
  'is not known': script(() => explicit(authenticate), ['client', `CONNECT a:443 HTTP/1.1\r\n${credentials}\r\n`], ['answer', no], ['client', chunkedPost.replace('Expect', `${credentials}Expect`)], ['answer', no], ['client', chunks]),
  'is known at once': script(() => reverse(authenticate), ['client', get.replace('Accept', 'Authorization: Basic YW5uOng=\r\nAccept')], ['answer', yes], ['server', ok], ['clientEnds']),
  'drains': script(reverse, ['client', get + get], ['drain'], ['server', ok + ok]),
};
const each = Object.entries(scripts);

test.each(each)('%s: the same, however the input is cut', (_name, steps) => {
  everyCut(steps);
});

test.each(each)('%s: reset, end, failure, drain and shutdown in every state', (_name, steps) => {
  inEveryState(steps);
});

const brief = ['upgrades', 'connects', 'smuggles', 'until the end', 'is not known', 'is known at once'];

test.each(each.filter(([name]) => brief.includes(name)))('%s: the same after every byte', (_name, steps) => {
  inEveryState(steps, undefined, { byteByByte: true });
});
