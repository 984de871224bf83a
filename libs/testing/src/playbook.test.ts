import { CLIENT, ProxyError, SERVER, other, type Handler, type Side, type Tap } from '@weir/core';
import { everyCut, exampleOrigin, inEveryState, Playbook, type Script, type Stage } from './index.ts';

/** The smallest whole relay: what the playbook's own tests are made with. */
class Relay implements Handler {
  readonly #stage: Stage;
  readonly #tap: Tap;
  #ended = 0;
  #over = false;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#tap = stage.recorder.flow(stage.conn, 'tcp');
  }

  onStart(): void {
    this.#stage.io.hold(CLIENT);
    this.#stage.io.open(exampleOrigin);
  }

  onOpen(error?: ProxyError): void {
    if (error !== undefined) this.#fail(error);
    else this.#stage.io.release(CLIENT);
  }

  onData(side: Side, bytes: Uint8Array): void {
    this.#tap.message(side, 'data', bytes);
    this.#stage.io.send(other(side), bytes);
  }

  onEnd(side: Side): void {
    this.#stage.io.end(other(side));
    this.#ended |= 1 << side;
    if (this.#ended !== 3) return;
    this.#over = true;
    this.#tap.end();
    this.#stage.io.close();
  }

  onReset(side: Side, error: ProxyError): void {
    this.#stage.io.reset(other(side));
    this.#fail(error);
  }

  onClose(error?: ProxyError): void {
    if (!this.#over) this.#tap.fail(error ?? new ProxyError('internal', 'closed'));
    this.#over = true;
  }

  #fail(error: ProxyError): void {
    this.#over = true;
    this.#tap.fail(error);
    this.#stage.io.close(error);
  }
}

const start = () => new Playbook({ destination: exampleOrigin }).start((stage) => new Relay(stage));
const script: Script = {
  start,
  steps: [['opened'], ['client', 'hello'], ['server', 'world'], ['clientEnds'], ['server', '!'], ['serverEnds']],
};

test('writes down what the handler asks for, and what it records', () => {
  start()
    .expect(['hold', 'client'], ['open', 'example.com:80'])
    .client('he').client('llo').expect()
    .opened().expect(['release', 'client'], ['send', 'server', 'hello'])
    .server('world').expect(['send', 'client', 'world'])
    .clientEnds().serverEnds().expect(['end', 'server'], ['end', 'client'], ['close'])
    .expectFlows({ type: 'tcp', outcome: 'complete' });
});

test('a wrong expectation fails with a diff', () => {
  expect(() => start().expect(['hold', 'client'], ['open', 'example.com:81'])).toThrow(/example\.com:81/);
});

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

test('everyCut finds a handler that depends on how its input is cut', () => {
  everyCut(script);
  const upper = { start: () => new Playbook().start(({ io }) => ({ onData: (_side, bytes) => io.send(CLIENT, bytes.subarray(0, 1)), onEnd() {} })), steps: [['client', 'ab']] } as const;
  expect(() => everyCut(upper)).toThrow(/step 0 \(client\) cut at byte 1/);
});

test('inEveryState finds a flow that is never ended, and a connection that is never closed', () => {
  inEveryState(script, undefined, { byteByByte: true });
  const leaks: Script = { start: () => new Playbook().start(({ conn, recorder }) => ({ onData: () => void recorder.flow(conn, 'tcp'), onEnd() {} })), steps: [['client', 'a']] };
  expect(() => inEveryState(leaks, 'drain')).toThrow(/never ended/);
  const stays: Script = { start: () => new Playbook().start(() => ({ onData() {}, onEnd() {}, onReset() {} })), steps: [['client', 'a']] };
  expect(() => inEveryState(stays, 'clientResets')).toThrow(/has not closed/);
});

test('a second end of a flow and bytes after an end break the contract', () => {
  const twice = new Playbook().start(({ conn, io, recorder }) => ({
    onData: () => {
      const tap = recorder.flow(conn, 'tcp');
      tap.end();
      tap.end();
      io.end(CLIENT);
      io.send(CLIENT, Buffer.from('late'));
    },
    onEnd() {},
  }));
  twice.client('a');
  expect(() => twice.take()).toThrow(/send\(client\) after its end\n- tap.end after/);
});
