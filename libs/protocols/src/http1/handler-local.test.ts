import { everyCut, inEveryState, type Playbook } from '@weir/testing';
import { hereAnswers } from '../../test/local-answers.ts';
import { explicit, get, ok, reverse, script, type Setting } from '../../test/http1.ts';

const local = { local: hereAnswers };
const ours = 'GET http://here.test/x HTTP/1.1\r\nHost: here.test\r\n\r\n';
const byHost = 'GET /x HTTP/1.1\r\nHost: HERE.test:8443\r\n\r\n';
const answer = (content: string, more = ''): string =>
  `HTTP/1.1 200 OK\r\nServer: weir\r\nContent-Type: text/plain\r\nContent-Length: ${content.length}\r\n${more}\r\n${content}`;
const closing = 'Connection: close\r\n';

test('an explicit client is answered with nothing opened, and the connection goes on', () => {
  const book = explicit(local).client(ours).expect(['hold', 'client'], ['send', 'client', answer('GET here.test:80/x')], ['release', 'client']);
  expect(book.flows).toMatchObject([{ request: { host: 'here.test', port: 80, path: '/x', scheme: 'http' }, outcome: 'complete' }]);
  book.client(ours.replace('GET', 'HEAD')).expect(['hold', 'client'], ['send', 'client', answer('HEAD here.test:80/x').slice(0, -19)], ['release', 'client']);
  book.client(get).expect(['hold', 'client'], ['open', 'example.com:80']);
});

test('in front of a server it is Host that says so; the flow shows it as the client sent it', () => {
  const book = reverse({ ...local, route: { rewriteAuthority: 'inner' } }).client(byHost);
  book.expect(['hold', 'client'], ['send', 'client', answer('GET HERE.test:8443/x')], ['release', 'client']);
  expect(book.flows[0]).toMatchObject({ request: { host: 'HERE.test', port: 8443, headers: ['Host', 'HERE.test:8443'] }, outcome: 'complete' });
  book.client(get).expect(['send', 'server', get.replace('example.com', 'inner')]);
});

test('inside TLS it is https', () => {
  const book = reverse({ ...local, playbook: { clientTls: {} }, route: { serverTls: 'mirror' } }).client(byHost.replace(':8443', ''));
  expect(book.flows[0]).toMatchObject({ request: { scheme: 'https', port: 443 } });
});

test('waits for the answers to what came before, and those after wait for it', () => {
  const book = reverse(local).client(get + byHost + get).expect(['send', 'server', get], ['hold', 'client']);
  book.server(ok).expect(['send', 'client', ok + answer('GET HERE.test:8443/x')], ['send', 'server', get], ['release', 'client']);
  book.server(ok).expect(['send', 'client', ok]);
});

test.each<[string, string, Setting]>([
  ['has content', byHost.replace('GET', 'POST').replace('\r\n\r\n', '\r\nContent-Length: 9\r\n\r\nhalf'), {}],
  ['has chunks', byHost.replace('GET', 'PUT').replace('\r\n\r\n', '\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'), {}],
  ['says close', byHost.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'), {}],
  ['is of HTTP/1.0', byHost.replace('1.1', '1.0').replace('\r\n\r\n', '\r\nConnection: keep-alive\r\n\r\n'), {}],
])('a request that %s is the last: nothing of it or after it reaches the server', (_name, request, setting) => {
  const book = reverse({ ...local, ...setting }).client(request + get);
  const method = request.slice(0, request.indexOf(' '));
  book.expect(['hold', 'client'], ['send', 'client', answer(`${method} HERE.test:8443/x`, closing)], ['close']).expectFlows({ outcome: 'complete' });
});

test('no more are answered on a connection than may be sent ahead: what is short to ask is long to answer', () => {
  const content = 'GET HERE.test:8443/x';
  reverse({ ...local, limits: { pipelined: 3 } }).client(byHost.repeat(5))
    .expect(['hold', 'client'], ['send', 'client', answer(content) + answer(content) + answer(content, closing)], ['close']);
});

test('in a drain it says that it is the last', () => {
  reverse(local).drain().client(byHost).expect(['hold', 'client'], ['send', 'client', answer('GET HERE.test:8443/x', closing)], ['close']);
});

test('a wish to leave HTTP is not heard', () => {
  reverse(local).client(byHost.replace('\r\n\r\n', '\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n') + get)
    .expect(['hold', 'client'], ['send', 'client', answer('GET HERE.test:8443/x')], ['send', 'server', get], ['release', 'client']);
});

describe('CONNECT', () => {
  const connect = 'CONNECT here.test:443 HTTP/1.1\r\nHost: here.test:443\r\n\r\n';
  const established = ['send', 'client', 'HTTP/1.1 200 Connection established\r\n\r\n'] as const;

  test('is answered at once, whatever the strategy', () => {
    const book = explicit(local).client(connect).expect(['hold', 'client'], established, ['become', 'Successor']).expectFlows();
    expect(book.conn.destination).toEqual({ host: 'here.test', port: 443 });
  });

  test('leaves a leg that is another server\'s', () => {
    const book = explicit(local).client(get).opened().server(ok);
    book.take();
    book.client(connect).expect(['hold', 'client'], ['reset', 'server'], established, ['become', 'Successor']);
    expect(book.conn.server).toBeUndefined();
  });
});

const start = (): Playbook => reverse(local);
const scripts = {
  'among others': script(start, ['client', get + byHost + get], ['server', ok], ['server', ok], ['clientEnds'], ['serverEnds']),
  'with content': script(start, ['client', `${byHost.replace('\r\n\r\n', '\r\nContent-Length: 3\r\n\r\nabc')}${get}`]),
  'by an explicit client': script(() => explicit(local), ['client', ours + ours], ['client', get], ['opened'], ['server', ok], ['client', ours], ['clientEnds']),
  'through a tunnel': script(() => explicit(local), ['client', get], ['opened'], ['server', ok], ['client', 'CONNECT here.test:1 HTTP/1.1\r\n\r\nhello'], ['clientEnds']),
};

test.each(Object.entries(scripts))('%s: the same however it is cut, and in every state', (_name, steps) => {
  everyCut(steps);
  inEveryState(steps, undefined, { byteByByte: true });
});
