import { ProxyError } from '@weir/core';
import type { Playbook } from '@weir/testing';
import { explicit, get, ok, pageStatus, reverse } from '../../test/http1.ts';
import { lastRequestMs } from './handler.ts';

const kept = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';
const post = 'POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 4\r\n\r\n';

function outcomes(book: Playbook): unknown[] {
  return book.flows.map((flow) => [flow.outcome, flow.response?.status]);
}

function names(book: Playbook): string[] {
  return book.take().map((effect) => (effect[0] === 'send' ? `${effect[0]} ${effect[1]}` : effect.join(' ')));
}

function lastSend(book: Playbook): string {
  const effect = book.effects.findLast(([name]) => name === 'send');
  return effect?.[0] === 'send' ? effect[2] : '';
}

describe('the server ends', () => {
  test('idle: the next request opens another leg', () => {
    reverse().client(get).server(ok).serverEnds().expect(['send', 'server', get], ['send', 'client', ok], ['end', 'server'])
      .client(get).expect(['hold', 'client'], ['open', 'example.com:80'])
      .opened().expect(['send', 'server', get], ['release', 'client']);
  });

  test.each(['serverEnds', 'serverResets'] as const)('%s on a kept connection before any byte: safe requests are sent again, once', (how) => {
    const book = reverse().client(get).server(ok);
    book.take();
    book.client(get + get).play([how]).expect(['send', 'server', get + get], ['open', 'example.com:80']);
    book.opened().expect(['send', 'server', get + get]).server(ok + ok).expect(['send', 'client', ok + ok]);
    const again = reverse().client(get).server(ok).client(get).play([how]).opened().play([how]);
    expect(pageStatus(lastSend(again))).toBe(502);
    expect(outcomes(again)).toEqual([['complete', 200], [how === 'serverEnds' ? 'closed-early' : 'reset', undefined]]);
  });

  test.each([
    ['a fresh connection', (book: Playbook) => book.client(get).serverEnds()],
    ['a request with content', (book: Playbook) => book.client(get).server(ok).client(`${post}abcd`).serverEnds()],
    ['a beginning of an answer', (book: Playbook) => book.client(get).server(ok).client(get).server('H').serverEnds()],
    ['an interim answer', (book: Playbook) => book.client(get).server(ok).client(get).server('HTTP/1.1 103 Early Hints\r\n\r\n').serverEnds()],
    ['a request among others', (book: Playbook) => book.client(get).server(ok).client(`${get}${post}abcd`).serverEnds()],
  ])('502, and nothing is sent again, after %s', (_name, play) => {
    const book = play(reverse());
    expect(pageStatus(lastSend(book))).toBe(502);
    expect(book.effects.some(([name]) => name === 'open')).toBe(false);
    expect(book.flows.every((flow) => flow.outcome !== undefined)).toBe(true);
    expect(book.closed).toBe(true);
  });

  test('in the middle of an answer: the client is reset', () => {
    const book = reverse().client(get).server(`${kept}o`).serverEnds();
    expect(names(book).slice(-3)).toEqual(['reset client', 'reset server', 'close closed-early']);
    expect(outcomes(book)).toEqual([['closed-early', 200]]);
  });

  test('an answer that lasts until the end is whole with it, and cut short by a reset', () => {
    const endless = 'HTTP/1.1 200 OK\r\n\r\nuntil';
    expect(names(reverse().client(get).server(endless).serverEnds()).slice(-2)).toEqual(['send client', 'close']);
    const book = reverse().client(get).server(endless).serverResets();
    expect(names(book).slice(-2)).toEqual(['reset client', 'close reset']);
    expect(outcomes(book)).toEqual([['reset', 200]]);
  });
});

describe('the client ends', () => {
  test('after its request: it is answered, then closed', () => {
    const book = reverse().client(get + get).clientEnds().expect(['send', 'server', get + get]);
    book.server(ok).expect(['send', 'client', ok]).server(ok).expect(['send', 'client', ok], ['stop', 'server', 0], ['close']);
    expect(outcomes(book)).toEqual([['complete', 200], ['complete', 200]]);
    reverse().clientEnds().expect(['close']).expectFlows();
  });

  test('in the middle of a request', () => {
    const book = reverse().client(`${post}ab`).clientEnds();
    expect(names(book).slice(-3)).toEqual(['reset client', 'reset server', 'close closed-early']);
    expect(outcomes(book)).toEqual([['closed-early', undefined]]);
    const head = reverse().client('GET / HT').clientEnds().expect(['close']);
    expect(outcomes(head)).toEqual([['closed-early', undefined]]);
  });

  test('by a reset', () => {
    const book = reverse().client(get).clientResets();
    expect(names(book)).toEqual(['send server', 'reset server', 'close reset']);
    expect(outcomes(book)).toEqual([['reset', undefined]]);
  });
});

describe('keep-alive', () => {
  test.each([
    ['HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', ok, true], ['HTTP/1.0 with keep-alive', 'GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n', ok, false],
    ['a client that says close', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n', ok, true], ['a server that says close', get, ok.replace('OK\r\n', 'OK\r\nConnection: close\r\n'), true],
    ['an HTTP/1.0 server', get, ok.replace('1.1', '1.0'), true], ['an HTTP/1.0 server with keep-alive', get, ok.replace('1.1 200 OK\r\n', '1.0 200 OK\r\nConnection: keep-alive\r\n'), false],
    ['204', get, 'HTTP/1.1 204 No Content\r\n\r\n', false], ['304 with a length', get, 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', false],
  ])('%s', (_name, request, answer, closes) => {
    const book = reverse().client(request).server(answer);
    expect(lastSend(book)).toBe(answer);
    expect(book.closed).toBe(closes);
    expect(book.flows.map((flow) => flow.outcome)).toEqual(['complete']);
  });

  test('requests after the last one are not read, those that were sent are told', () => {
    const book = reverse().client(get + get).server(ok.replace('OK\r\n', 'OK\r\nConnection: close\r\n') + ok);
    expect(outcomes(book)).toEqual([['complete', 200], ['closed-early', undefined]]);
    reverse().client(get.replace('Accept: */*', 'Connection: close') + get).expect(['send', 'server', get.replace('Accept: */*', 'Connection: close')], ['hold', 'client']);
  });

  test('1xx pass and are not recorded; an HTTP/1.0 client gets none', () => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
    const go = 'HTTP/1.1 100 Continue\r\n\r\n';
    const book = reverse().client(post).server(go + hints).client('abcd').server(hints + ok);
    expect(book.effects).toEqual([['send', 'server', post], ['send', 'client', go + hints], ['send', 'server', 'abcd'], ['send', 'client', hints + ok]]);
    expect(outcomes(book)).toEqual([['complete', 200]]);
    reverse().client('GET / HTTP/1.0\r\n\r\n').server(go + ok).expect(['send', 'server', 'GET / HTTP/1.0\r\n\r\n'], ['hold', 'client'], ['send', 'client', ok], ['stop', 'server', 0], ['close']);
  });

  test('an answer before the request has ended', () => {
    const book = reverse().client(`${post}ab`).server(ok).expect(['send', 'server', `${post}ab`], ['send', 'client', ok]);
    book.expectFlows({ body: { client: 'ab', server: 'ok' } }).client('cd').expect(['send', 'server', 'cd']).expectFlows({ outcome: 'complete' });
    const last = reverse().client(`${post}ab`).server('HTTP/1.1 413 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    expect(names(last).at(-1)).toBe('close');
    expect(outcomes(last)).toEqual([['complete', 413]]);
  });

  test('trailers are recorded on both sides', () => {
    const chunks = '1\r\na\r\n0\r\nT: v\r\n\r\n';
    reverse().client(`POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`).server(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`)
      .expectFlows({ trailers: { client: ['T', 'v'], server: ['T', 'v'] }, body: { client: 'a', server: 'a' }, outcome: 'complete' });
  });
});

describe('a head that has begun and is not whole', () => {
  test.each([
    ['ends', 'closed-early', (book: Playbook) => book.clientEnds()],
    ['resets', 'reset', (book: Playbook) => book.clientResets()],
    ['is idle', 'idle-timeout', (book: Playbook) => book.shutdown(new ProxyError('idle-timeout', 'idle'))],
    ['is still there at the end of a drain', 'shutdown', (book: Playbook) => book.drain().tick(10_000).shutdown()],
  ] as const)('is one flow where the client %s: %s', (_name, code, play) => {
    const book = play(reverse().client(get).server(ok).client('GET /half'));
    expect(outcomes(book)).toEqual([['complete', 200], [code, undefined]]);
  });

  test('none has begun: no flow', () => {
    expect(outcomes(reverse().client(get).server(ok).shutdown(new ProxyError('idle-timeout', 'idle')))).toEqual([['complete', 200]]);
    expect(outcomes(reverse().client(get).server(ok).clientResets())).toEqual([['complete', 200]]);
  });

  test('refused already: one flow', () => {
    const book = reverse({ limits: { headMs: 100 } }).client('GET /half').tick(100).clientResets().shutdown();
    expect(outcomes(book)).toEqual([['limit-exceeded', undefined]]);
  });
});

describe('drain', () => {
  const closing = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';

  test('idle: after the time that a last request may need, which is answered with close', () => {
    reverse().drain().tick(lastRequestMs - 1).expect().tick(1).expect(['close']);
    reverse().client(get).server(ok).drain().tick(lastRequestMs).expect(['send', 'server', get], ['send', 'client', ok], ['stop', 'server', 0], ['close']);
    reverse().client(get).server(ok).drain().client(get).expect(['send', 'server', get], ['send', 'client', ok], ['send', 'server', get], ['hold', 'client'])
      .tick(lastRequestMs).expect().server(ok).expect(['send', 'client', closing], ['stop', 'server', 0], ['close']);
  });

  test('in flight: the last answer says close', () => {
    reverse().client(get + get).drain().server(ok).server(ok).expect(['send', 'server', get + get], ['send', 'client', ok + closing], ['stop', 'server', 0], ['close'])
      .expectFlows({ outcome: 'complete' }, { outcome: 'complete' });
    reverse().client(get).drain().server(ok.replace('OK\r\n', 'OK\r\nConnection: keep-alive\r\n')).expect(['send', 'server', get], ['send', 'client', closing], ['stop', 'server', 0], ['close']);
    reverse().client(get).server(kept).drain().server('ok').expect(['send', 'server', get], ['send', 'client', ok]).tick(lastRequestMs).expect(['stop', 'server', 0], ['close']);
    reverse().client(get).server(kept).drain().server('o').tick(lastRequestMs).server('k').expect(['send', 'server', get], ['send', 'client', ok], ['stop', 'server', 0], ['close']);
  });

  test('a request that has begun is finished, none begins', () => {
    reverse().client('GET /a?b ').drain().expect().client(get.slice(9) + get).expect(['send', 'server', get], ['hold', 'client']).server(ok).expect(['send', 'client', closing], ['stop', 'server', 0], ['close']);
    explicit().client(get + get).drain().opened().server(ok)
      .expect(['hold', 'client'], ['open', 'example.com:80'], ['send', 'server', get], ['send', 'client', closing], ['stop', 'server', 0], ['close']);
  });
});
