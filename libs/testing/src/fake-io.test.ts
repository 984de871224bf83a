import { CLIENT, ProxyError, SERVER, type Handler, type Side } from '@weir/core';
import { Playbook, exampleOrigin, type Stage } from './index.ts';
import { relay as start } from '../test/smallest-relay.ts';

const silent = (): Handler => ({ onData() {}, onEnd() {} });

test('holds back bytes and ends until they are released', () => {
  start().client('hello').clientEnds().expect(['hold', 'client'], ['open', 'example.com:80'])
    .opened().expect(['release', 'client'], ['send', 'server', 'hello'], ['end', 'server']);
});

test('keeps the states of the legs', () => {
  const book = start();
  expect(book.conn.server).toEqual({ address: exampleOrigin, state: 'opening' });
  book.opened();
  expect(book.conn.server?.state).toBe('open');
  book.serverEnds();
  expect(book.conn.server?.state).toBe('ended');
  book.clientResets();
  expect(book.conn.client.state).toBe('failed');
});

test('a failed open is kept on the leg', () => {
  const error = new ProxyError('connect-refused', 'connection refused');
  const book = start().opened(error).expect(['hold', 'client'], ['open', 'example.com:80'], ['close', 'connect-refused']);
  expect(book.conn.server).toEqual({ address: exampleOrigin, state: 'failed', error });
  book.expectFlows({ outcome: 'connect-refused' });
});

test('timers fire in the order in which they are due, and can be moved', () => {
  const fired: number[] = [];
  const book = new Playbook().start(() => ({ onData() {}, onEnd() {}, onTimer: (id) => void fired.push(id) }));
  const began = book.io.now;
  book.io.timer(1, 200);
  book.io.timer(2, 100);
  book.io.timer(3, 50);
  book.io.cancelTimer(3);
  book.io.timer(2, 300);
  book.tick(250);
  expect(fired).toEqual([1]);
  expect(book.io.now).toBe(began + 250);
  book.tick(50);
  expect(fired).toEqual([1, 2]);
});

test('questions are answered oldest first', () => {
  const answers: number[] = [];
  const book = new Playbook().start(() => ({ onData() {}, onEnd() {}, onAnswer: (id) => void answers.push(id) }));
  const ids = [book.io.ask({ kind: 'resolve', host: 'a.example' }), book.io.ask({ kind: 'associate' })];
  book.answer({ kind: 'resolve', addresses: [] }).answer(new ProxyError('dns-failure', 'no answer')).answer({ kind: 'resolve', addresses: [] });
  expect(answers).toEqual(ids);
});

describe('become', () => {
  /** Hands over at the first byte, then calls on, as no handler should. */
  class First implements Handler {
    readonly calls: string[];
    readonly #stage: Stage;

    constructor(stage: Stage, calls: string[]) {
      this.#stage = stage;
      this.calls = calls;
    }

    onData(_side: Side, bytes: Uint8Array): void {
      this.#stage.io.timer(1, 10);
      this.#stage.io.hold(SERVER);
      this.#stage.io.become(new Second(this.#stage, this.calls), { client: bytes });
      this.#stage.io.send(CLIENT, bytes);
    }

    onEnd(side: Side): void {
      this.calls.push(`first end ${side}`);
    }

    onReset(): void {}

    onClose(): void {
      this.calls.push('first close');
      this.#stage.io.close();
    }
  }

  class Second implements Handler {
    readonly calls: string[];
    readonly #stage: Stage;

    constructor(stage: Stage, calls: string[]) {
      this.#stage = stage;
      this.calls = calls;
    }

    onStart(): void {
      this.calls.push('second start');
    }

    onData(side: Side, bytes: Uint8Array): void {
      this.calls.push(`second data ${side} ${Buffer.from(bytes).toString('latin1')}`);
      this.#stage.io.send(side, bytes);
    }

    onEnd(side: Side): void {
      this.calls.push(`second end ${side}`);
    }

    onReset(side: Side): void {
      this.calls.push(`second reset ${side}`);
    }

    onOpen(): void {
      this.calls.push('second open');
    }

    onTimer(): void {
      this.calls.push('second timer');
    }
  }

  test('tells the successor all that has happened, in order, and the predecessor nothing more', () => {
    const calls: string[] = [];
    const book = new Playbook({ destination: exampleOrigin, serverOpen: true }).start((stage) => new First(stage, calls));
    book.serverEnds().client('a').client('b').tick(100);
    expect(calls).toEqual(['first end 1', 'first close', 'second start', 'second data 0 a', 'second end 1', 'second data 0 b']);
    book.expect(['timer', 1, 10], ['hold', 'server'], ['become', 'Second'], ['send', 'client', 'ab']);
  });

  test('a reset that was seen is told again, after the head', () => {
    const calls: string[] = [];
    const book = new Playbook({ destination: exampleOrigin, serverOpen: true }).start((stage) => new First(stage, calls));
    book.serverResets().client('a');
    expect(calls).toEqual(['first close', 'second start', 'second data 0 a', 'second reset 1']);
  });

  test('an open that is under way is answered to the successor', () => {
    const calls: string[] = [];
    const book = new Playbook().start((stage) => new First(stage, calls));
    book.io.open(exampleOrigin);
    book.client('a').opened();
    expect(calls.at(-1)).toBe('second open');
  });
});

test('a client that is being secured holds back both sides', () => {
  const seen: string[] = [];
  const book = new Playbook({ destination: exampleOrigin, serverOpen: true })
    .start(() => ({ onData: (side, bytes) => void seen.push(`${side}${Buffer.from(bytes).toString()}`), onEnd() {} }));
  book.io.secure(CLIENT, { protocol: 'tls', head: Buffer.from('hello') });
  book.server('settings').client('preface');
  expect(seen).toEqual([]);
  book.secured(CLIENT, { alpn: 'h2' });
  expect(seen).toEqual(['0preface', '1settings']);
  expect(book.conn.client.tls?.alpn).toBe('h2');
  book.expect(['secure', 'client', { protocol: 'tls', head: 'hello' }]);
});

describe('a handler that has ended', () => {
  test('orders nothing any more after close, and hears its onClose once', () => {
    const closes: unknown[] = [];
    const why = new ProxyError('idle-timeout', 'idle');
    const book = new Playbook().start(({ io }) => ({ ...silent(), onData: () => (io.close(why), io.send(CLIENT, Buffer.from('late'))), onClose: (error) => void closes.push(error) }));
    book.client('a').client('b').clientResets().drain().shutdown().tick(10).expect(['close', 'idle-timeout']);
    expect(closes).toEqual([why]);
  });

  test('has no questions any more after become', () => {
    const book = new Playbook().start(({ io }) => ({ ...silent(), onStart: () => void io.ask({ kind: 'resolve', host: 'a' }), onData: () => io.become(silent()) }));
    expect(book.io.questions).toHaveLength(1);
    book.client('a');
    expect(book.io.questions).toEqual([]);
  });
});

describe('a handler that leaves a call out', () => {
  const error = new ProxyError('reset', 'gone');

  test.each<[string, (book: Playbook) => void]>([
    ['onReset', (book) => book.clientResets(error)],
    ['onOpen', (book) => (book.io.open(exampleOrigin), book.opened(error))],
    ['onSecure', (book) => (book.io.secure(CLIENT, { protocol: 'tls' }), book.secured(CLIENT, error))],
  ])('%s is closed by the failure that it would have been told by it', (_call, fails) => {
    const book = new Playbook().start(silent);
    fails(book);
    expect(book.take().at(-1)).toEqual(['close', 'reset']);
  });

  test('a success needs no call', () => {
    const book = new Playbook().start(silent);
    book.io.open(exampleOrigin);
    book.opened();
    expect(book.closed).toBe(false);
  });
});

describe('a handshake', () => {
  const open = () => new Playbook({ destination: exampleOrigin, serverOpen: true }).start(silent);

  test('with nobody, a second one, or bytes within it break the contract', () => {
    const nobody = new Playbook().start(silent);
    nobody.io.secure(SERVER, { protocol: 'tls' });
    expect(() => nobody.take()).toThrow(/secure\(server\) of a side that is not there/);
    const twice = open();
    twice.io.secure(SERVER, { protocol: 'tls' });
    twice.io.secure(SERVER, { protocol: 'tls' });
    twice.io.send(SERVER, Buffer.from('early'));
    expect(() => twice.take()).toThrow(/secure\(server\) within its handshake\n- send\(server\) within its handshake/);
  });

  test('is failed by a reset, which is not told again', () => {
    const calls: string[] = [];
    const book = new Playbook().start(() => ({ ...silent(), onReset: () => void calls.push('reset'), onSecure: (_side, error) => void calls.push(`secure ${error?.code}`) }));
    book.io.secure(CLIENT, { protocol: 'tls' });
    book.clientResets();
    expect(calls).toEqual(['secure reset']);
    expect(book.conn.client.state).toBe('failed');
  });
});

test('an open leaves the present server: nothing that waited comes, a hold ends, the answer is for the new one', () => {
  const book = new Playbook({ destination: exampleOrigin, serverOpen: true }).start(({ io }) => ({ ...silent(), onData: (side, bytes) => io.send(side, bytes) }));
  book.io.hold(SERVER);
  book.server('old').serverEnds();
  book.io.open({ host: 'b', port: 1 }, { scheme: 'socks5', address: exampleOrigin });
  book.server('nobody hears it').opened().server('new')
    .expect(['hold', 'server'], ['open', 'b:1', { scheme: 'socks5', address: exampleOrigin }], ['send', 'server', 'new']);
  expect(book.conn.server).toMatchObject({ address: { host: 'b' }, state: 'open', via: { scheme: 'socks5' } });
});

test('a reset is told although the side is held, and what waited is lost', () => {
  const calls: string[] = [];
  const book = new Playbook().start(() => ({ ...silent(), onData: () => void calls.push('data'), onReset: (side: Side) => void calls.push(`reset ${side}`) }));
  book.io.hold(CLIENT);
  book.client('a').clientResets();
  book.io.release(CLIENT);
  expect(calls).toEqual(['reset 0']);
});

test.each([['bytes', 'x'], ['its end', 'end']] as const)('%s of a leg that was parked and was sent nothing are a reset, held or not; afterwards they are its answer', (_what, input) => {
  const calls: string[] = [];
  const tells: Handler = { onData: () => void calls.push('data'), onEnd: () => void calls.push('end'), onReset: (side: Side, error) => void calls.push(`reset ${side} ${error.code}`) };
  for (const sends of [false, true]) {
    const book = new Playbook({ destination: exampleOrigin, parked: [{ address: exampleOrigin }] }).start(() => tells);
    book.io.take(exampleOrigin, undefined);
    if (sends) book.io.send(SERVER, Buffer.from('request'));
    else book.io.hold(SERVER);
    if (input === 'end') book.serverEnds();
    else book.server(input);
    expect(book.conn.server?.state === 'failed').toBe(!sends);
  }
  expect(calls).toEqual(['reset 1 closed-early', input === 'end' ? 'end' : 'data']);
});

test('a peer that does not read keeps the other one\'s bytes where they are, beside any hold', () => {
  const book = new Playbook({ destination: exampleOrigin, serverOpen: true }).start(({ io }) => ({ ...silent(), onData: (side, bytes) => io.send(side, bytes) }));
  book.reads(CLIENT, false).server('a').client('b').expect(['send', 'client', 'b']);
  book.io.hold(SERVER);
  book.reads(CLIENT, true).expect(['hold', 'server']);
  book.io.release(SERVER);
  book.reads(CLIENT, true).expect(['release', 'server'], ['send', 'server', 'a']);
});

test('datagrams that were read are delivered one by one to the successor', () => {
  const seen: string[] = [];
  const last: Handler = { ...silent(), onData: (_side, bytes) => void seen.push(Buffer.from(bytes).toString()) };
  const book = new Playbook({ transport: 'udp' }).start(({ io }) => ({ ...silent(), onData: (_side, bytes) => io.become(last, { datagrams: [Buffer.from('first'), bytes] }) }));
  book.client('second').clientEnds().client('third');
  expect(seen).toEqual(['first', 'second', 'third']);
});

test('TCP has no STOP_SENDING: an order is for the close, and the side is heard as before; no peer gives one', () => {
  const heard: string[] = [];
  const book = new Playbook().start(() => ({ onData: (_side, bytes) => void heard.push(Buffer.from(bytes).toString()), onEnd: () => void heard.push('end'), onStop: () => { throw new Error('called'); } }));
  book.io.stop(CLIENT, 1);
  book.io.stop(SERVER, 1);
  book.stops(CLIENT, 1).client('a').clientEnds().expect(['stop', 'client', 1]);
  expect(heard).toEqual(['a', 'end']);
});

test('TCP: a side that has ended is stopped no more', () => {
  const book = new Playbook().start(silent).clientEnds();
  book.io.stop(CLIENT, 1);
  book.expect();
});

test('bytes are lent for the call: who kept them finds others', () => {
  const kept: Uint8Array[] = [];
  const sent: string[] = [];
  const book = new Playbook({ destination: exampleOrigin, serverOpen: true }).start(({ io }) => ({
    onData(_side, bytes) {
      kept.push(bytes);
      sent.push(Buffer.from(bytes).toString());
      io.send(SERVER, bytes);
    },
    onEnd() {},
  }));
  book.client('hello').expect(['send', 'server', 'hello']);
  expect([sent, Buffer.from(kept[0]!).includes('hello')]).toEqual([['hello'], false]);
});
