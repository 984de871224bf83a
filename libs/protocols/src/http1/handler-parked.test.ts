import { ProxyError, type TlsFacts } from '@weir/core';
import { everyCut, exampleOrigin, inEveryState, Playbook } from '@weir/testing';
import { explicit, get, http1, http1Handler, ok, pageStatus, reverse, script, type Setting } from '../../test/http1.ts';

const options = { keepServers: true } as const;
const keeping = (setting: Setting = {}): Playbook => reverse({ ...setting, route: { stack: 'http', ...setting.route }, options: { ...options, ...setting.options } });
/** Nothing is open, and legs wait. */
const waited = (legs = 1, setting: Setting = {}): Playbook => http1({
  ...setting, options: { ...options, ...setting.options }, route: { stack: 'http', serverTls: 'never', ...setting.route },
  playbook: { destination: exampleOrigin, parked: Array.from({ length: legs }, () => ({ address: exampleOrigin })), ...setting.playbook },
});
const post = 'POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 1\r\n\r\nx';
const closing = get.replace('Accept', 'Connection: close\r\nAccept');
const reset = new ProxyError('reset', 'The server reset the connection.');

describe('parking', () => {
  test('a leg that is between two exchanges waits for others when its client ends', () => {
    keeping().client(get + get).server(ok + ok).expect(['send', 'server', get + get], ['send', 'client', ok + ok]).clientEnds().expect(['park'], ['close']);
  });

  test('a client that resets an idle connection does no harm to the server\'s', () => {
    keeping().client(get).server(ok).clientResets().expect(['send', 'server', get], ['send', 'client', ok], ['park'], ['close', 'reset']);
  });

  test('the client\'s wish to close is for the client\'s connection', () => {
    const book = keeping().client(closing).expect(['send', 'server', get], ['hold', 'client']);
    book.server(ok).expect(['send', 'client', ok.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')], ['park'], ['close']);
    expect(book.flows[0]).toMatchObject({ outcome: 'complete', request: { headers: ['Host', 'example.com', 'Accept', '*/*'] }, response: { headers: ['Content-Length', '2', 'Connection', 'close'] } });
  });

  test('other connection options stay', () => {
    keeping().client(get.replace('Accept', 'Connection: close, x\r\nAccept')).expect(['send', 'server', get.replace('Accept', 'Connection: x\r\nAccept')], ['hold', 'client']);
  });

  test.each([
    ['a POST', post], ['a DELETE', get.replace('GET', 'DELETE')], ['HTTP/1.0', get.replace('1.1', '1.0').replace('Accept', 'Connection: keep-alive\r\nAccept')],
    ['NTLM', get.replace('Accept', 'Authorization: NTLM abc\r\nAccept')], ['Negotiate', get.replace('Accept', 'Authorization: Negotiate abc\r\nAccept')],
    ['an upgrade', get.replace('Accept', 'Connection: upgrade\r\nUpgrade: x\r\nAccept')], ['content', get.replace('\r\n\r\n', '\r\nContent-Length: 1\r\n\r\nx')],
  ])('not after %s, whatever follows', (_what, request) => {
    expect(keeping().client(request).server(ok).client(get).server(ok).clientEnds().effects).not.toContainEqual(['park']);
    expect(keeping().client(get).server(ok).client(request).server(ok).clientEnds().effects).not.toContainEqual(['park']);
  });

  test('not after HEAD', () => {
    expect(keeping().client(get.replace('GET', 'HEAD')).server(ok.slice(0, -2)).clientEnds().effects).not.toContainEqual(['park']);
  });

  test.each([
    ['says close', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'], ['is HTTP/1.0', 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n'],
    ['asks for NTLM', 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x, NTLM\r\nContent-Length: 0\r\n\r\n'], ['has more to say', `${ok}x`],
    ['is not whole', ok.slice(0, -1)], ['has no end but the connection\'s', 'HTTP/1.1 200 OK\r\n\r\nabc'], ['is none yet', 'HTTP/1.1 103 Early\r\n\r\n'],
  ])('not where the answer %s', (_what, answer) => {
    expect(keeping().client(get).server(answer).clientEnds().effects).not.toContainEqual(['park']);
  });

  test('not one that was never used, has ended, or was opened ahead where any protocol could follow; nor where it is switched off', () => {
    expect(keeping().clientEnds().effects).not.toContainEqual(['park']);
    expect(keeping().client(get).server(ok).serverEnds().clientEnds().effects).not.toContainEqual(['park']);
    expect(keeping({ route: { stack: 'detect' } }).client(get).server(ok).clientEnds().effects).not.toContainEqual(['park']);
    expect(keeping({ options: { keepServers: false } }).client(closing).server(ok).effects.map(([name]) => name)).toEqual(['send', 'hold', 'send', 'stop', 'close']);
  });

  test('an explicit client that goes elsewhere leaves the leg to others', () => {
    const to = (host: string): string => `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const book = explicit({ options }).client(to('a')).opened().server(ok);
    book.take();
    book.client(to('b')).expect(['hold', 'client'], ['park'], ['open', 'b:80']);
  });

  test('not a proxy\'s that is given requests', () => {
    const egress = { via: () => ({ scheme: 'http', address: { host: 'proxy', port: 3128 } }) as const };
    const book = explicit({ options, route: { egress } }).client('GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n').opened().server(ok).clientEnds();
    expect(book.effects).toContainEqual(['close']);
    expect(book.effects).not.toContainEqual(['park']);
  });
});

describe('taking', () => {
  test('a parked leg serves at once, and waits again afterwards', () => {
    const book = waited().client(get).expect(['take', 'example.com:80'], ['send', 'server', get]);
    book.server(ok).expect(['send', 'client', ok]).clientEnds().expect(['park'], ['close']);
    expect(book.conn.server).toMatchObject({ address: exampleOrigin, reused: true, parked: true });
  });

  test('in TLS, with what the handshake would have asked for', () => {
    const tls: TlsFacts = { version: 'TLSv1.3', cipher: 'x' };
    const book = waited(1, { route: { serverTls: 'always' }, playbook: { parked: [{ address: exampleOrigin, tls }] } });
    book.client(get).expect(['take', 'example.com:80'], ['send', 'server', get]);
    expect(book.conn.server?.tls).toEqual(tls);
  });

  test.each([['a POST', post], ['a DELETE', get.replace('GET', 'DELETE')], ['an upgrade', get.replace('Accept', 'Connection: upgrade\r\nUpgrade: x\r\nAccept')]])(
    'not for %s, which is not to be sent twice', (_what, request) => {
      waited().client(request).expect(['hold', 'client'], ['open', 'example.com:80']);
    });

  test('a POST behind a GET waits until the leg has proved itself by an answer', () => {
    waited().client(get + post).expect(['take', 'example.com:80'], ['send', 'server', get], ['hold', 'client'])
      .server(ok).expect(['send', 'client', ok], ['send', 'server', post], ['release', 'client']);
  });

  test('one that was taken ahead is left for a POST, and serves a GET', () => {
    const adopted = (): Playbook => {
      const book = new Playbook({ destination: exampleOrigin, parked: [{ address: exampleOrigin }], ignore: ['timer', 'cancelTimer'] });
      return book.start((stage) => {
        stage.io.take(exampleOrigin, undefined);
        return http1Handler(stage, { options, route: { stack: 'http', serverTls: 'never' } });
      });
    };
    adopted().client(post).expect(['take', 'example.com:80'], ['hold', 'client'], ['open', 'example.com:80']);
    adopted().client(get).serverEnds().expect(['take', 'example.com:80'], ['send', 'server', get], ['open', 'example.com:80']);
  });

  test.each(['ends', 'resets'])('one that %s before a byte of the answer: the request goes out once more, on a new one, though others wait', (how) => {
    const book = waited(2).client(get + get).expect(['take', 'example.com:80'], ['send', 'server', get + get]);
    if (how === 'ends') book.serverEnds();
    else book.serverResets(reset);
    book.expect(['open', 'example.com:80']).opened().expect(['send', 'server', get + get]);
    book.server(ok + ok).expect(['send', 'client', ok + ok]);
    expect(book.flows.map(({ outcome }) => outcome)).toEqual(['complete', 'complete']);
    expect(book.conn.server?.parked).toBeUndefined();
  });

  test('one that ends in the middle of an answer is no secret', () => {
    const book = waited().client(get).server(ok.slice(0, -1)).serverEnds();
    expect(book.effects).toContainEqual(['reset', 'client']);
    expect(book.flows[0]?.outcome).toBe('closed-early');
  });

  test.each([
    ['a 408', 'HTTP/1.1 408 Late\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'], ['what is no answer', 'the rest of another\'s\r\n\r\n'],
    ['half an answer and its end', 'HTTP/1.1 200 OK\r\n'], ['a switch of protocols', 'HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n'],
  ])('one that says %s first was stale: the request goes out once more, on a new one', (_what, text) => {
    const book = waited(2).client(get + get).expect(['take', 'example.com:80'], ['send', 'server', get + get]).server(text);
    if (text.endsWith('OK\r\n')) book.serverEnds();
    expect(book.take().filter(([name]) => name !== 'reset')).toEqual([['open', 'example.com:80']]);
    book.opened().expect(['send', 'server', get + get]).server(ok + ok).expect(['send', 'client', ok + ok]);
    expect(book.flows.map(({ outcome }) => outcome)).toEqual(['complete', 'complete']);
  });

  test.each(['HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n', 'nonsense\r\n\r\n'])('%j of one that has answered, or was opened, is not', (text) => {
    for (const book of [waited().client(get).server(ok).client(get), keeping().client(get), waited().client(get).serverEnds().opened()]) {
      book.take();
      const page = book.server(text).take().find(([name, who]) => name === 'send' && who === 'client');
      expect(String(page?.[2]).slice(9, 12)).toBe(text.startsWith('HTTP') ? '408' : '502');
    }
  });

  test('nor one whose answer is too long, or comes after an interim one', () => {
    const early = 'HTTP/1.1 103 Early\r\n\r\n';
    expect(waited(1, { options: { bodySizeLimit: 1 } }).client(get).server(ok).effects.filter(([name]) => name === 'open')).toEqual([]);
    expect(waited().client(get).server(early).server('nonsense\r\n\r\n').effects.filter(([name]) => name === 'open')).toEqual([]);
  });

  test('one that was lost before it was handed on is none', () => {
    const book = new Playbook({ destination: exampleOrigin, parked: [{ address: exampleOrigin }], ignore: ['timer', 'cancelTimer'] });
    book.start((stage) => {
      stage.io.take(exampleOrigin, undefined);
      Object.assign(stage.conn.server!, { state: 'failed', error: reset });
      return http1Handler(stage, { options, route: { stack: 'http', serverTls: 'never' } });
    });
    book.client(get).expect(['take', 'example.com:80'], ['hold', 'client'], ['open', 'example.com:80']).opened();
  });

  test('when the new one cannot be reached either, the client is told', () => {
    const book = waited().client(get).serverEnds().opened(new ProxyError('connect-refused', 'refused'));
    const page = book.effects.find((effect) => effect[0] === 'send' && effect[1] === 'client');
    expect(pageStatus(String(page?.[2]))).toBe(502);
  });
});

const scripts = {
  'a parked leg': script(() => waited(), ['client', get + closing], ['server', ok], ['server', ok]),
  'a parked leg that is closed': script(() => waited(), ['client', get], ['serverEnds'], ['opened'], ['server', ok], ['clientEnds']),
  'a parked leg that says too much': script(() => waited(), ['client', get], ['server', 'HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n'], ['opened'], ['server', ok], ['clientEnds']),
  'a parked leg, then a POST': script(() => waited(), ['client', get + post], ['server', ok], ['server', ok], ['clientEnds']),
};

test.each(Object.entries(scripts))('%s: the same, however the input is cut, and over in every state', (_name, steps) => {
  everyCut(steps);
  inEveryState(steps);
});
