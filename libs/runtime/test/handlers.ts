import { CLIENT, other, SERVER, type Answer, type Connection, type Handler, type Io, type ProxyError, type Side } from '@weir/core';
import type { Make } from './rig.ts';

const names = ['client', 'server'] as const;

/** Writes down every call, then does what the test asks. */
export class Diary implements Handler {
  readonly calls: string[] = [];
  readonly io: Io;
  readonly connection: Connection;
  readonly #does: Partial<Handler>;

  constructor(io: Io, connection: Connection, does: Partial<Handler> = {}) {
    this.io = io;
    this.connection = connection;
    this.#does = does;
  }

  onStart(): void {
    this.calls.push('start');
    this.#does.onStart?.();
  }

  onData(side: Side, bytes: Uint8Array): void {
    this.calls.push(`${names[side]} ${Buffer.from(bytes).toString('latin1')}`);
    this.#does.onData?.(side, bytes);
  }

  onEnd(side: Side): void {
    this.calls.push(`${names[side]} ends`);
    this.#does.onEnd?.(side);
  }

  onReset(side: Side, error: ProxyError): void {
    this.calls.push(`${names[side]} resets ${error.code}`);
    this.#does.onReset?.(side, error);
  }

  onOpen(error?: ProxyError): void {
    this.calls.push(`open ${error?.code ?? 'ok'}`);
    this.#does.onOpen?.(error);
  }

  onSecure(side: Side, error?: ProxyError): void {
    this.calls.push(`secure ${names[side]} ${error?.code ?? 'ok'}`);
    this.#does.onSecure?.(side, error);
  }

  onAnswer(id: number, answer: Answer | ProxyError): void {
    this.calls.push(`answer ${id} ${'code' in answer ? answer.code : answer.kind}`);
    this.#does.onAnswer?.(id, answer);
  }

  onTimer(id: number): void {
    this.calls.push(`timer ${id}`);
    this.#does.onTimer?.(id);
  }

  onDrain(): void {
    this.calls.push('drain');
    this.#does.onDrain?.();
  }

  onClose(error?: ProxyError): void {
    this.calls.push(`close ${error?.code ?? 'ok'}`);
    this.#does.onClose?.(error);
  }
}

/** Makes diaries and keeps them. */
export function diaries(does: (io: Io, connection: Connection, index: number) => Partial<Handler>): { readonly make: Make; readonly all: Diary[] } {
  const all: Diary[] = [];
  return { all, make: (io, connection) => {
    const diary = new Diary(io, connection, does(io, connection, all.length));
    all.push(diary);
    return diary;
  } };
}

/** Opens a server and relays, half-closes included. */
export function relay(port: number): (io: Io) => Partial<Handler> {
  return (io) => {
    let ends = 0;
    return {
      onStart: () => {
        io.hold(CLIENT);
        io.open({ host: '127.0.0.1', port });
      },
      onOpen: (error) => (error === undefined ? io.release(CLIENT) : io.close(error)),
      onData: (side, bytes) => io.send(other(side), bytes),
      onEnd: (side) => {
        io.end(other(side));
        if (++ends === 2) io.close();
      },
      onReset: (side, error) => {
        io.reset(side === CLIENT ? SERVER : CLIENT);
        io.close(error);
      },
    };
  };
}
