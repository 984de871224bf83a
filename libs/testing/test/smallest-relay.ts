import { CLIENT, ProxyError, other, type Handler, type Side, type Tap } from '@weir/core';
import { Playbook, exampleOrigin, type Script, type Stage } from '../src/index.ts';

/** The smallest whole relay: what the library's own tests are made with. */
class SmallestRelay implements Handler {
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

export function relay(): Playbook {
  return new Playbook({ destination: exampleOrigin }).start((stage) => new SmallestRelay(stage));
}

export const relayScript: Script = {
  start: relay,
  steps: [['opened'], ['client', 'hello'], ['server', 'world'], ['clientEnds'], ['server', '!'], ['serverEnds']],
};
