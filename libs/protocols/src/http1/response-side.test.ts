import type { ProxyError, Route, Via } from '@weir/core';
import { exampleOrigin, Playbook } from '@weir/testing';
import { http1Parts } from '../../test/http1-parts.ts';
import { Exchange } from './exchange.ts';
import { parseRequestHead } from './head.ts';
import type { HttpOptions } from './options.ts';
import { ResponseSide, type ResponseOwner } from './response-side.ts';
import { TargetFinder } from './target-finder.ts';

/** A queue of requests that were all sent. */
class Owner implements ResponseOwner {
  readonly queue: Exchange[] = [];
  readonly calls: string[] = [];
  endsWithThis = false;
  mayBeStale = false;
  lastFault: ProxyError | undefined;

  get first(): Exchange | undefined {
    return this.queue[0];
  }

  responseEnded(exchange: Exchange): void {
    this.queue.shift();
    this.calls.push(`ended ${exchange.persists ? 'and goes on' : 'and is the last'}`);
  }

  responseFault(error: ProxyError): void {
    this.calls.push(`fault ${error.code}`);
    this.lastFault = error;
  }

  unsolicited(): void {
    this.calls.push('unsolicited');
  }

  switched(_exchange: Exchange, rest: Buffer): void {
    this.calls.push(`switched ${rest.toString()}`);
  }
}

const get = 'GET / HTTP/1.1\r\nHost: a';
const upgrade = `${get}\r\nUpgrade: irc`;

function side(requests: readonly string[], options: Partial<HttpOptions> = {}, route: Partial<Route> = {}): { read: (text: string) => void; responses: ResponseSide; owner: Owner; book: Playbook } {
  const book = new Playbook({ destination: exampleOrigin, serverOpen: true }).start(() => ({ onData() {}, onEnd() {} }));
  const parts = http1Parts(book, { serverTls: 'never', ...route }, options);
  const owner = new Owner();
  for (const text of requests) {
    const head = parseRequestHead(`${text}\r\n\r\n`);
    const exchange = new Exchange(book.conn, book.recorder, { head, target: new TargetFinder(book.conn, parts.route).find(head), text: head.text, keepsServer: false });
    exchange.forwarded = true;
    exchange.requestDone = true;
    exchange.record();
    owner.queue.push(exchange);
  }
  const responses = new ResponseSide(parts, owner);
  return { read: (text) => responses.read(Buffer.from(text, 'latin1')), responses, owner, book };
}
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

test('answers are matched to their requests in order, and leave in one piece', () => {
  const { read, owner, book } = side([get, get.replace('GET', 'HEAD'), get]);
  const answers = `${ok}HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n${ok}`;
  read(answers);
  book.expect(['send', 'client', answers]).expectFlows({ outcome: 'complete', body: { server: 'ok' } }, { outcome: 'complete', body: {} }, { outcome: 'complete' });
  expect(owner.calls).toEqual(['ended and goes on', 'ended and goes on', 'ended and goes on']);
});

test('nothing of a head goes on before it is accepted', () => {
  const { read, responses, book } = side([get]);
  expect(responses.isFresh).toBe(true);
  read(ok.slice(0, 20));
  book.expect();
  read(ok.slice(20));
  book.expect(['send', 'client', ok]);
});

test('any number of 1xx pass, and are no answer', () => {
  const { read, owner, book } = side([get]);
  read('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n');
  expect([owner.calls, owner.first?.interim, owner.first?.responseBegun]).toEqual([[], true, false]);
  read(ok);
  book.expectFlows({ response: { status: 200, reason: 'OK', httpVersion: 'HTTP/1.1', headers: ['Content-Length', '2'] } });
});

test('an HTTP/1.0 client is spared them', () => {
  const { read, book } = side(['GET / HTTP/1.0']);
  read(`HTTP/1.1 100 Continue\r\n\r\n${ok}`);
  book.expect(['send', 'client', ok]);
});

test.each([
  ['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', get], ['HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', get], [ok, 'GET / HTTP/1.0'], [ok, `${get}\r\nConnection: close`],
])('%j to %j is the last', (answer, request) => {
  const { read, owner } = side([request]);
  read(answer);
  expect(owner.calls).toEqual(['ended and is the last']);
});

test('content without framing goes on until the end', () => {
  const { read, responses, owner, book } = side([get]);
  read('HTTP/1.1 200 OK\r\n\r\nall');
  expect([owner.calls, responses.finish(), owner.calls]).toEqual([['ended and is the last'], true, ['ended and is the last']]);
  book.expectFlows({ body: { server: 'all' }, outcome: 'complete' });
});

test('an end in the middle is none', () => {
  const { read, responses } = side([get]);
  read(ok.slice(0, -1));
  expect(responses.finish()).toBe(false);
});

test.each([
  ['bytes that nobody asked for', [], 'HTTP/1.1 200 OK\r\n\r\n', 'unsolicited'], ['more than the answer', [get], `${ok}x`, 'unsolicited'],
  ['two framings', [get], 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 'fault protocol-violation'],
  ['a switch that nobody asked for', [get], 'HTTP/1.1 101 Switching Protocols\r\n\r\n', 'fault protocol-violation'],
] as const)('%s', (_what, requests, text, call) => {
  const { read, owner } = side(requests);
  read(text);
  expect(owner.calls.at(-1)).toBe(call);
});

test('a body over its limit is a fault, said or found out', () => {
  for (const answer of [ok, 'HTTP/1.1 200 OK\r\n\r\nok']) {
    const { read, owner } = side([get], { bodySizeLimit: 1 });
    read(answer);
    expect(owner.calls).toEqual(['fault limit-exceeded']);
  }
});

test('a switch hands over what follows it; without rawtcp only WebSocket may', () => {
  const { read, owner, book } = side([upgrade]);
  read('HTTP/1.1 101 Switching Protocols\r\nUpgrade: irc\r\n\r\nhello');
  book.expect(['send', 'client', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: irc\r\n\r\n']).expectFlows({ response: { status: 101, reason: 'Switching Protocols', httpVersion: 'HTTP/1.1', headers: ['Upgrade', 'irc'] } });
  expect(owner.calls).toEqual(['switched hello']);
  const strict = side([upgrade], { rawtcp: false });
  strict.read('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  expect(strict.owner.calls).toEqual(['fault protocol-violation']);
});

test('the last answer of a drain says close, and Alt-Svc is put on the listening port', () => {
  const { read, owner, book } = side([get]);
  owner.endsWithThis = true;
  read('HTTP/1.1 200 OK\r\nAlt-Svc: h3=":443"\r\nContent-Length: 0\r\n\r\n');
  book.expect(['send', 'client', 'HTTP/1.1 200 OK\r\nAlt-Svc: h3=":8080"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n']);
});

test('begins anew for another leg', () => {
  const { read, responses, owner } = side([get]);
  read('HTTP/1.1 20');
  responses.reset();
  expect(responses.isFresh).toBe(true);
  read(ok);
  expect(owner.calls).toEqual(['ended and goes on']);
});

describe('407', () => {
  const via: Via = { scheme: 'http', address: { host: 'proxy', port: 3128 } };
  const challenge = 'HTTP/1.1 407 Who are you?\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n';

  test('of the proxy that was given the request is a refusal, which says what to do and holds no password', () => {
    const { read, owner, book } = side([get.replace('Host: a', 'Host: example.com')], {}, { egress: { via: () => via } });
    read(challenge);
    book.expect();
    expect(owner.calls).toEqual(['fault upstream-refused']);
    expect(owner.lastFault).toMatchObject({ status: 407, reason: 'Who are you?', message: expect.stringMatching(/^Upstream proxy http:\/\/proxy:3128 refused the request: 407 Who are you\?\. .*upstream_auth/) });
    const known = side([get.replace('Host: a', 'Host: example.com')], {}, { egress: { via: () => ({ ...via, credentials: { user: 'u', password: 'secret' } }) } });
    known.read(challenge);
    expect(known.owner.lastFault?.message).toMatch(/does not take the credentials/);
    expect(known.owner.lastFault?.message).not.toMatch(/secret/);
  });

  test('of a server, also at the end of a tunnel, is its answer', () => {
    for (const route of [{}, { egress: { via: () => via } }]) {
      const { read, book } = side([get], {}, route);
      read(challenge);
      book.expect(['send', 'client', challenge]);
    }
  });
});
