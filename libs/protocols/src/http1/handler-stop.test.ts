import { SERVER } from '@weir/core';
import { exampleOrigin, type Effect, type Playbook } from '@weir/testing';
import { hereAnswers } from '../../test/local-answers.ts';
import { explicit, get, http1, ok, reverse } from '../../test/http1.ts';
import { lastRequestMs } from './handler.ts';

// When the server's side is said to be waited for no more: the connection ends, and the server has read all that it was sent.

const stop = ['stop', 'server', 0] as const;
const post = 'POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 4\r\n\r\n';
const closing = get.replace('Accept: */*', 'Connection: close');
const said = (text: string): string => ok.replace('OK\r\n', `OK\r\n${text}\r\n`);
const to = (host: string): string => `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

/** How the connection ended, what was relayed left out. */
function ends(book: Playbook): readonly Effect[] {
  return book.take().filter(([name]) => name === 'stop' || name === 'reset' || name === 'end' || name === 'park' || name === 'close' || name === 'become');
}

describe('is said where the server has answered all it was asked', () => {
  test.each<[string, () => Playbook]>([
    ['the client ends between two requests', () => reverse().client(get).server(ok).clientEnds()],
    ['it has ended before the answer', () => reverse().client(get).clientEnds().server(ok)],
    ['it has ended before the last of several', () => reverse().client(get + get).clientEnds().server(ok).server(ok)],
    ['a request with content was whole', () => reverse().client(`${post}ab`).client('cd').server(ok).clientEnds()],
    ['an early answer was followed by a whole exchange', () => reverse().client(`${post}ab`).server(ok).client('cd').client(get).server(ok).clientEnds()],
    ['the client says close', () => reverse().client(closing).server(ok)],
    ['the client is of HTTP/1.0', () => reverse().client('GET / HTTP/1.0\r\n\r\n').server(ok)],
    ['the server says close', () => reverse().client(get).server(said('Connection: close'))],
    ['a head that began is not whole, of which nothing was sent', () => reverse().client(get).server(ok).client('GET /half').clientEnds()],
    ['a drain finds it idle', () => reverse().client(get).server(ok).drain().tick(lastRequestMs)],
    ['it was the last answer of a drain', () => reverse().client(get).drain().server(ok)],
    ['the leg was opened for another request after one that was lost', () => reverse().client(get).server(ok).client(get).serverEnds().opened().server(ok).clientEnds()],
    ['it is an explicit client\'s last origin', () => explicit().client(to('a')).opened().server(ok).client(to('b')).opened().server(ok).clientEnds()],
    ['we answer for another host, and that is the last', () => reverse({ local: hereAnswers }).client(get).server(ok).client('GET / HTTP/1.0\r\nHost: here.test\r\n\r\n')],
    ['it is a proxy that is given requests', () => explicit({ route: { egress: { via: () => ({ scheme: 'http', address: { host: 'proxy', port: 3128 } }) } } })
      .client(to('a')).opened().server(ok).client(to('b')).opened().server(ok).clientEnds()],
    ['it was spoken to in TLS', () => reverse({ route: { serverTls: 'always' } }).client(get).secured(SERVER).server(ok).clientEnds()],
    ['the leg was parked before', () => http1({
      route: { stack: 'http', serverTls: 'never' }, options: { keepServers: true }, playbook: { destination: exampleOrigin, parked: [{ address: exampleOrigin }] },
    }).client(get).server(ok).client(get.replace('GET', 'HEAD')).server(ok.slice(0, -2)).clientEnds()],
  ])('%s', (_what, play) => {
    const book = play();
    expect(book.flows.every(({ outcome }) => outcome !== undefined)).toBe(true);
    expect(ends(book).slice(-2)).toEqual([stop, ['close']]);
    expect(book.effects.filter(([name]) => name === 'stop')).toHaveLength(1);
  });

  test('who does not say who it is, after a request that did', () => {
    const book = explicit({ options: { authenticate: true }, limits: { pipelined: 1 } });
    const known = to('a').replace('\r\n\r\n', '\r\nProxy-Authorization: Basic YW5uOng=\r\n\r\n');
    book.client(known).answer({ kind: 'authenticate', ok: true }).opened().server(ok).client(to('a').replace('1.1', '1.0'));
    expect(ends(book)).toEqual([stop, ['close', 'auth-required']]);
  });
});

describe('is not said', () => {
  test.each<[string, () => Playbook, readonly Effect[]]>([
    ['of a leg that was not used', () => reverse().clientEnds(), [['close']]],
    ['of one that is parked', () => reverse({ route: { stack: 'http' }, options: { keepServers: true } }).client(get).server(ok).clientEnds(), [['park'], ['close']]],
    ['of one that has ended', () => reverse().client(get).server(ok).serverEnds().clientEnds(), [['end', 'server'], ['close']]],
    ['of one whose end was that of the answer', () => reverse().client(get).server('HTTP/1.1 200 OK\r\n\r\nall').serverEnds(), [['close']]],
    ['where the server says more than it was asked', () => reverse().client(get).server(`${ok}more`).clientEnds(), [['reset', 'server'], ['close']]],
    ['where a request behind the last answer is open', () => reverse().client(get + get).server(said('Connection: close')), [['close']]],
    ['where the client resets', () => reverse().client(get).server(ok).clientResets(), [['reset', 'server'], ['close', 'reset']]],
    ['where it does so within an exchange', () => reverse().client(get).clientResets(), [['reset', 'server'], ['close', 'reset']]],
    ['where it ends within a request', () => reverse().client(`${post}ab`).clientEnds(), [['reset', 'client'], ['reset', 'server'], ['close', 'closed-early']]],
    ['where the last answer came before its request was whole', () => reverse().client(`${post}ab`).server(said('Connection: close')), [['close']]],
    ['nor when the rest of that has come since', () => reverse().client(get).server(ok).client(`${post}ab`).server(ok).client('cd').clientEnds(), [['close']]],
    ['where we refuse a request', () => reverse().client(get).server(ok).client('GET / HTTP/1.1\r\n\r\n'), [['close', 'protocol-violation']]],
    ['where we refuse the rest of one', () => reverse().client('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n').client('zz'), [['reset', 'server'], ['close', 'protocol-violation']]],
    ['where we refuse an answer', () => reverse().client(get).server(ok).client(get).server('nonsense\r\n\r\n'), [['reset', 'server'], ['close', 'protocol-violation']]],
    ['where a head takes too long', () => reverse({ limits: { headMs: 9 } }).client(get).server(ok).client('GET /').tick(9), [['close', 'limit-exceeded']]],
    ['where others end the connection', () => reverse().client(get).server(ok).shutdown(), []],
    ['where HTTP ends', () => reverse()
      .client('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n').server('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'), [['become', 'Successor']]],
  ])('%s', (_what, play, expected) => {
    expect(ends(play())).toEqual(expected);
  });
});
