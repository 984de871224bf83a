import { ProxyError } from '@weir/core';
import type { Playbook } from '@weir/testing';
import { hereAnswers } from '../../test/local-answers.ts';
import { explicit, get, ok, reverse, type Setting } from '../../test/http1.ts';
import { provenMs } from './authentication.ts';

const authenticate: Setting = { options: { authenticate: true } };
const yes = { kind: 'authenticate', ok: true } as const;
const no = { kind: 'authenticate', ok: false } as const;

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const question = (user: string, password: string) => ['ask', { kind: 'authenticate', user, password }] as const;
const toProxy = (host: string, fields = '', method = 'GET'): string => `${method} http://${host}/x HTTP/1.1\r\nHost: ${host}\r\n${fields}\r\n`;
const ann = `Proxy-Authorization: ${basic('ann:secret')}\r\n`;
const forwarded = (host: string): string => `GET /x HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const connect = (fields = ''): string => `CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n${fields}\r\n`;

/** Status and head of each page of ours that the client got, in their order. */
function pages(book: Playbook): string[] {
  const sent = book.effects.map((effect) => (effect[0] === 'send' && effect[1] === 'client' ? effect[2] : '')).join('');
  return sent.match(/HTTP\/1\.1 (401|407|50\d)[^]*?\r\n\r\n/g) ?? [];
}

/** Nothing of it may be in what is recorded. */
function recorded(book: Playbook): string {
  return JSON.stringify(book.flows);
}

describe('as by a proxy', () => {
  test('without credentials: 407 with the challenge, nothing is opened, and the client may try again on its connection', () => {
    const book = explicit(authenticate).client(toProxy('a'));
    expect(pages(book)).toEqual([expect.stringMatching(
      /^HTTP\/1\.1 407 Proxy Authentication Required\r\nServer: weir\r\nContent-Type: text\/html; charset=utf-8\r\nContent-Length: \d+\r\nProxy-Authenticate: Basic realm="mitmproxy"\r\n\r\n$/,
    )]);
    expect(book.flows).toMatchObject([{ type: 'http', outcome: 'auth-required', request: { host: 'a', path: '/x' } }]);
    book.take();
    book.client(toProxy('a', ann)).expect(question('ann', 'secret'), ['hold', 'client']).answer(yes).expect(['open', 'a:80']);
    book.opened().expect(['send', 'server', forwarded('a')], ['release', 'client']).server(ok);
    expect(book.flows[1]).toMatchObject({ outcome: 'complete', request: { headers: ['Host', 'a'] } });
  });

  test('what is proven is asked once in a while, not of each request, and is taken out of each', () => {
    const book = explicit(authenticate).client(toProxy('a', ann) + toProxy('a', ann)).answer(yes).opened();
    book.take();
    book.server(ok + ok).expect(['send', 'client', ok + ok]);
    book.client(toProxy('a', ann)).expect(['send', 'server', forwarded('a')]).server(ok);
    book.tick(provenMs).take();
    book.client(toProxy('a', ann)).expect(question('ann', 'secret'), ['hold', 'client']);
  });

  test('other credentials on the same connection are asked about, and the good ones again after bad ones are not', () => {
    const book = explicit(authenticate).client(toProxy('a', ann)).answer(yes).opened().server(ok);
    book.take();
    const bob = `Proxy-Authorization: ${basic('bob:secret')}\r\n`;
    book.client(toProxy('a', bob)).expect(question('bob', 'secret'), ['hold', 'client']).answer(no);
    expect(pages(book)).toHaveLength(1);
    book.take();
    book.client(toProxy('a', ann)).expect(['send', 'server', forwarded('a')]);
  });

  test('requests that were sent ahead wait, and are answered in their order', () => {
    const book = explicit(authenticate).client(toProxy('a', ann) + toProxy('b') + toProxy('c', ann)).expect(question('ann', 'secret'), ['hold', 'client']);
    book.answer(yes).expect(['open', 'a:80']).opened().expect(['send', 'server', forwarded('a')]);
    book.server(ok);
    expect(book.take()).toEqual([['send', 'client', expect.stringMatching(/^HTTP\/1\.1 200 [^]*\r\n\r\nokHTTP\/1\.1 407 /)], ['open', 'c:80']]);
    expect(book.flows.map((flow) => flow.outcome)).toEqual(['complete', 'auth-required', undefined]);
  });

  test.each([
    ['another scheme', 'Proxy-Authorization: Bearer abcd-secret\r\n'], ['what is malformed', 'Proxy-Authorization: Basic secret*\r\n'], ['two fields', `${ann}${ann}`],
    ['Authorization, which is for the origin', `Authorization: ${basic('ann:secret')}\r\n`],
  ])('%s is not asked about: 407', (_what, fields) => {
    const book = explicit(authenticate).client(toProxy('a', fields));
    expect(book.effects.map(([name]) => name)).not.toContain('ask');
    expect(pages(book)).toHaveLength(1);
    if (!fields.startsWith('Auth')) expect(recorded(book)).not.toContain('uthorization');
  });

  test('wrong credentials are in no flow', () => {
    const book = explicit(authenticate).client(toProxy('a', ann)).answer(no);
    expect(pages(book)[0]).toContain(' 407 ');
    expect(recorded(book)).not.toMatch(new RegExp(`secret|uthorization|${basic('ann:secret').slice(6)}`));
    book.expectFlows({ type: 'http', outcome: 'auth-required' });
  });

  test('Authorization passes: it is the origin\'s', () => {
    const fields = `Authorization: ${basic('bob:other')}\r\n`;
    const book = explicit(authenticate).client(toProxy('a', ann + fields)).answer(yes).opened();
    expect(book.take().at(-2)).toEqual(['send', 'server', `GET /x HTTP/1.1\r\nHost: a\r\n${fields}\r\n`]);
  });

  test('CONNECT: the check covers all that is inside', () => {
    const inner: Setting['inner'] = [];
    const book = explicit({ ...authenticate, inner }).client(connect());
    expect(pages(book)).toHaveLength(1);
    expect(book.flows).toMatchObject([{ type: 'http', outcome: 'auth-required', request: { method: 'CONNECT' } }]);
    book.client(connect(ann)).answer(yes).opened();
    expect(inner).toEqual([expect.objectContaining({ auth: 'none' })]);
    expect(book.flows).toHaveLength(1);
  });

  test('lazily, too, nothing is promised before the answer', () => {
    const book = explicit({ options: { authenticate: true, connectionStrategy: 'lazy' } }).client(connect(ann)).expect(question('ann', 'secret'), ['hold', 'client']);
    book.answer(yes).expect(['send', 'client', 'HTTP/1.1 200 Connection established\r\n\r\n'], ['become', 'Successor']);
  });

  test('an answer to HEAD has no page', () => {
    const book = explicit(authenticate).client(toProxy('a', '', 'HEAD'));
    expect(book.take()).toEqual([['hold', 'client'], ['send', 'client', expect.stringMatching(/^HTTP\/1\.1 407 [^<]*\r\n\r\n$/)], ['release', 'client']]);
  });

  test.each([
    ['a body on its way', toProxy('a', 'Content-Length: 5\r\n', 'POST')], ['one that waits to be asked for', toProxy('a', 'Content-Length: 5\r\nExpect: 100-continue\r\n', 'PUT')],
    ['chunks', toProxy('a', 'Transfer-Encoding: chunked\r\n', 'POST')], ['close', toProxy('a', 'Connection: close\r\n')],
    ['HTTP/1.0', 'GET http://a/x HTTP/1.0\r\n\r\n'], ['HTTP/1.0 with keep-alive', 'GET http://a/x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'],
  ])('%s: the answer is the last, and nothing goes on', (_what, request) => {
    const book = explicit(authenticate).client(request);
    expect(pages(book)).toEqual([expect.stringContaining('Connection: close\r\n')]);
    expect(book.closed).toBe(true);
    book.expectFlows({ type: 'http', outcome: 'auth-required' });
  });

  test('a body is read when its client is known', () => {
    const head = toProxy('a', `${ann}Content-Length: 5\r\nExpect: 100-continue\r\n`, 'PUT');
    const book = explicit(authenticate).client(`${head}he`).expect(question('ann', 'secret'), ['hold', 'client']).answer(yes).expect(['open', 'a:80']).opened();
    book.client('llo').server(ok);
    const sent = book.effects.filter((effect) => effect[0] === 'send' && effect[1] === 'server').map((effect) => effect[2]).join('');
    expect(sent).toBe('PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello');
    expect(book.flows).toMatchObject([{ outcome: 'complete', body: { client: 'hello' } }]);
  });

  test('who asks for what is answered here must say who it is, too', () => {
    const here = (fields = ''): string => `GET http://here.test/x HTTP/1.1\r\nHost: here.test\r\n${fields}\r\n`;
    const book = explicit({ ...authenticate, local: hereAnswers }).client(here());
    expect(pages(book)).toHaveLength(1);
    book.take();
    book.client(here(ann)).expect(question('ann', 'secret'), ['hold', 'client']).answer(yes);
    expect(book.take()[0]).toEqual(['send', 'client', expect.stringMatching(/^HTTP\/1\.1 200 OK\r\n[^]*GET here\.test:80\/x$/)]);
    expect(recorded(book)).not.toMatch(/secret|uthorization/);
  });

  test('of refusals there are only so many on a connection', () => {
    const book = explicit({ ...authenticate, limits: { pipelined: 3 } }).client(toProxy('a').repeat(5));
    expect(pages(book).map((page) => page.includes('Connection: close'))).toEqual([false, false, true]);
    expect(book.closed).toBe(true);
    expect(book.flows.map((flow) => flow.outcome)).toEqual(['auth-required', 'auth-required', 'auth-required']);
  });

  test('a client that goes before the answer: nothing is opened, the flow says so', () => {
    for (const leave of ['clientResets', 'shutdown'] as const) {
      const book = explicit(authenticate).client(toProxy('a', ann));
      book[leave]().answer(yes);
      expect(book.take().map(([name]) => name)).not.toContain('open');
      expect(book.flows).toMatchObject([{ outcome: leave === 'shutdown' ? 'shutdown' : 'reset' }]);
    }
  });

  test('a check that could not be made is told as what it is', () => {
    const full = explicit(authenticate).client(toProxy('a', ann)).answer(new ProxyError('limit-exceeded', 'too many', { status: 503 }));
    expect(pages(full)[0]).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n(?![^]*Authenticate)/);
    full.expectFlows({ type: 'http', outcome: 'limit-exceeded' });
    const lost = explicit(authenticate).client(toProxy('a', ann)).answer(new ProxyError('internal', 'lost'));
    expect(pages(lost)[0]).toMatch(/^HTTP\/1\.1 502 /);
  });

  test('in a drain the request that waits is served, as the last', () => {
    const book = explicit(authenticate).client(toProxy('a', ann)).drain().answer(yes).opened().server(ok);
    expect(book.flows).toMatchObject([{ outcome: 'complete' }]);
    expect(book.closed).toBe(true);
    const refused = explicit(authenticate).client(toProxy('a', ann)).drain().answer(no);
    expect(pages(refused)).toEqual([expect.stringContaining('Connection: close')]);
    expect(refused.closed).toBe(true);
  });
});

describe('as by an origin', () => {
  const fields = `Authorization: ${basic('ann:secret')}\r\n`;
  const request = get.replace('Accept', `${fields}Accept`);

  test('without credentials: 401 with the challenge', () => {
    const book = reverse(authenticate).client(get);
    expect(pages(book)).toEqual([expect.stringMatching(/^HTTP\/1\.1 401 Unauthorized\r\n[^]*\r\nWWW-Authenticate: Basic realm="mitmproxy"\r\n\r\n$/)]);
    book.expectFlows({ type: 'http', outcome: 'auth-required' });
  });

  test('good ones and bad ones are taken out, whatever the answer', () => {
    const good = reverse(authenticate).client(request).expect(question('ann', 'secret'), ['hold', 'client']);
    good.answer(yes).expect(['send', 'server', get], ['release', 'client']).server(ok);
    const bad = reverse(authenticate).client(request).answer(no);
    for (const book of [good, bad]) expect(recorded(book)).not.toMatch(/secret|uthorization/);
  });

  test('not where the client was asked before', () => {
    const book = reverse({ ...authenticate, route: { auth: 'none' } }).client(request).expect(['send', 'server', request]);
    expect(book.flows[0]!.request!.headers).toContain('Authorization');
  });
});

describe('credentials of ours for the origin', () => {
  const credentials = { user: 'weir', password: 'own-secret' };
  const own = `Authorization: ${basic('weir:own-secret')}\r\n`;

  test('are put into each request, in place of the client\'s, and into no flow', () => {
    const book = reverse({ route: { credentials } }).client(get).expect(['send', 'server', get.slice(0, -2) + own + '\r\n']).server(ok);
    book.take();
    book.client(get.replace('Accept', 'authorization: Bearer theirs\r\nAccept')).expect(['send', 'server', get.slice(0, -2) + own + '\r\n']);
    expect(recorded(book)).not.toMatch(/own-secret|theirs|uthorization/);
    expect(recorded(book)).not.toContain(basic('weir:own-secret').slice(6));
  });

  test('also where the client must say who it is', () => {
    const book = reverse({ ...authenticate, route: { credentials } }).client(get.replace('Accept', `Authorization: ${basic('ann:secret')}\r\nAccept`)).answer(yes);
    expect(book.take().filter(([name]) => name === 'send')).toEqual([['send', 'server', get.slice(0, -2) + own + '\r\n']]);
  });
});

test('nobody is asked where that is not wanted', () => {
  explicit().client(toProxy('a', ann)).expect(['hold', 'client'], ['open', 'a:80']);
});
