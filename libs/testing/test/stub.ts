import { ProxyError, other, type Connection, type Handler, type Io, type Side, type Tap } from '@weir/core';
import type { FlowType } from '@weir/flow';
import type { Stage } from '../src/index.ts';

/**
 * What each stub does where its sequence is not about it: whatever fails, fails the whole connection, and each flow that is open once.
 * Stubs speak toy protocols, a line for each message, so that the calls are all that there is to see.
 */
export abstract class Stub implements Handler {
  protected readonly stage: Stage;
  protected readonly conn: Connection;
  protected readonly io: Io;
  readonly #open = new Set<Tap>();
  #recorded = false;

  constructor(stage: Stage) {
    this.stage = stage;
    this.conn = stage.conn;
    this.io = stage.io;
  }

  abstract onData(side: Side, bytes: Uint8Array): void;

  onEnd(_side: Side): void {
    this.fail(closedEarly());
  }

  onReset(side: Side, error: ProxyError): void {
    this.io.reset(other(side));
    this.fail(error);
  }

  onOpen(error?: ProxyError): void {
    if (error !== undefined) this.fail(error);
  }

  onSecure(_side: Side, error?: ProxyError): void {
    if (error !== undefined) this.fail(error);
  }

  onClose(error: ProxyError = closedEarly()): void {
    for (const tap of this.#open) tap.fail(error);
    this.#open.clear();
  }

  protected flow(type: FlowType): Tap {
    const tap = this.stage.recorder.flow(this.conn, type);
    return this.adopt(tap);
  }

  /** A flow that a predecessor has begun. */
  protected adopt(tap: Tap): Tap {
    this.#recorded = true;
    this.#open.add(tap);
    return tap;
  }

  /** A flow that a successor goes on with. */
  protected handOver(tap: Tap): Tap {
    this.#open.delete(tap);
    return tap;
  }

  protected done(tap: Tap): void {
    if (this.#open.delete(tap)) tap.end();
  }

  protected failed(tap: Tap, error: ProxyError): void {
    if (this.#open.delete(tap)) tap.fail(error);
  }

  /** Ends all; a connection that was no flow yet becomes one in error. */
  protected fail(error: ProxyError): void {
    if (!this.#recorded) this.flow('tcp');
    this.onClose(error);
    this.io.close(error);
  }
}

export function closedEarly(): ProxyError {
  return new ProxyError('closed-early', 'ended before it was over');
}

/** Puts lines together from whatever pieces they come in. */
export class Lines {
  #text = '';

  /** The lines that are whole now, without their ends. */
  push(bytes: Uint8Array): string[] {
    this.#text += Buffer.from(bytes).toString('latin1');
    const lines = this.#text.split('\n');
    this.#text = lines.pop() ?? '';
    return lines;
  }

  /** What has come after the last whole line. */
  get rest(): Uint8Array {
    return bytes(this.#text);
  }
}

export function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
