import { exampleOrigin, Playbook } from '@weir/testing';
import type { ProxyError, Route } from '@weir/core';
import { http1Parts } from '../../test/http1-parts.ts';
import type { Exchange } from './exchange.ts';
import type { HttpOptions } from './options.ts';
import { HEAD_TIMER, RequestSide, type RequestOwner } from './request-side.ts';

/** Takes what it is told to, and writes down what it is told. */
class Owner implements RequestOwner {
  takes = true;
  follows = true;
  readonly calls: string[] = [];

  submit(exchange: Exchange): boolean {
    this.calls.push(`submit ${exchange.method}`);
    return this.takes;
  }

  mayFollow(exchange: Exchange): boolean {
    this.calls.push(`ended ${exchange.method}`);
    return this.follows;
  }

  requestFault(error: ProxyError, exchange: Exchange | undefined): void {
    this.calls.push(`fault ${error.status ?? error.code} ${exchange?.method ?? 'none'}`);
  }
}

function side({ route = {}, options = {} }: { route?: Partial<Route>; options?: Partial<HttpOptions> } = {}): { read: (text: string) => void; requests: RequestSide; owner: Owner; book: Playbook } {
  const book = new Playbook({ destination: exampleOrigin, serverOpen: true }).start(() => ({ onData() {}, onEnd() {} }));
  const owner = new Owner();
  const requests = new RequestSide(http1Parts(book, route, options, { headMs: 50 }), owner);
  return { read: (text) => requests.read(Buffer.from(text, 'latin1')), requests, owner, book };
}
const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const post = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n';

test('sends each request on, and its bytes in one piece', () => {
  const { read, owner, book } = side();
  read(get + post + 'abc' + get);
  book.expect(['send', 'server', `${get}${post}abc${get}`]);
  expect(owner.calls).toEqual(['submit GET', 'ended GET', 'submit POST', 'ended POST', 'submit GET', 'ended GET']);
});

test('nothing of a head goes on before it is accepted; content follows as it comes', () => {
  const { read, requests, book } = side();
  read(post.slice(0, 20));
  expect([requests.inHead, requests.current]).toEqual([true, undefined]);
  book.expect(['timer', HEAD_TIMER, 50]);
  read(`${post.slice(20)}a`);
  expect(requests.current?.method).toBe('POST');
  book.expect(['cancelTimer', HEAD_TIMER], ['send', 'server', `${post}a`]);
  read('b');
  read('c');
  book.expect(['send', 'server', 'bc']).expectFlows({ body: { client: 'abc' } });
});

test('what is not taken waits, with all that follows, in the socket and here', () => {
  const { read, requests, owner, book } = side();
  owner.takes = false;
  read(`${post}abc${get}`);
  expect([requests.blocked, owner.calls]).toEqual([true, ['submit POST']]);
  book.expect(['hold', 'client']);
  owner.takes = true;
  requests.resume();
  book.expect(['send', 'server', `abc${get}`], ['release', 'client']);
});

test('what may not follow waits for who comes next', () => {
  const { read, requests, owner, book } = side();
  owner.follows = false;
  read(`${get}frame`);
  book.expect(['send', 'server', get], ['hold', 'client']);
  expect([requests.takeRest()?.toString(), requests.takeRest()]).toEqual(['frame', undefined]);
});

test('a head that takes too long is a fault, and nothing more is read', () => {
  const { read, requests, owner, book } = side();
  read('GET /');
  requests.headExpired();
  read(get);
  expect(owner.calls).toEqual(['fault 408 none']);
  book.expect(['timer', HEAD_TIMER, 50]);
});

test('an expiry that comes when the head is whole says nothing', () => {
  const { read, requests, owner } = side();
  read(get);
  requests.headExpired();
  expect(owner.calls).toEqual(['submit GET', 'ended GET']);
});

test('what cannot be read is a fault; what was accepted before it has gone on', () => {
  const { read, owner, book } = side();
  read(`${get}GET\t/ HTTP/1.1\r\n\r\n${get}`);
  expect(owner.calls).toEqual(['submit GET', 'ended GET', 'fault 400 none']);
  book.expect(['send', 'server', get], ['hold', 'client']);
});

test('a body over its limit is the fault of its exchange', () => {
  const { read, owner, book } = side({ options: { bodySizeLimit: 2 } });
  read(post);
  expect(owner.calls).toEqual(['fault 413 POST']);
  book.expect(['hold', 'client']);
});

test('Host is the route\'s, the rest as it was; the flow has what goes on and what was sent', () => {
  const { read, book } = side({ route: { rewriteAuthority: 'inner' } });
  read('GET / HTTP/1.1\r\nX: 1\r\nHost: a\r\n\r\n');
  book.expect(['send', 'server', 'GET / HTTP/1.1\r\nX: 1\r\nHost: inner\r\n\r\n']);
  expect(book.flows).toMatchObject([{ request: { authority: 'a', headers: ['X', '1', 'Host', 'inner'] } }]);
});

test('trailers are told', () => {
  const { read, book } = side();
  read('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nT: v\r\n\r\n');
  book.expectFlows({ trailers: { client: ['T', 'v'] } });
});

test('to a proxy that is given requests: in absolute-form, with its credentials, which are in no flow', () => {
  const via = { scheme: 'http', address: { host: 'proxy', port: 3128 }, credentials: { user: 'u', password: 'p' } } as const;
  const { read, book } = side({ route: { egress: { via: () => via } } });
  read(get.replace('Host: a', 'Host: example.com'));
  book.expect(['send', 'server', 'GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\nProxy-Authorization: Basic dTpw\r\n\r\n']);
  expect(book.flows[0]?.request).toMatchObject({ path: '/', headers: ['Host', 'example.com'] });
});
