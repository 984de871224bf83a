import { connect, type Socket } from 'node:net';
import { AnswerReader } from '../load/answer-reader.ts';
import type { Endpoint } from '../load/job.ts';
import { WrongAnswer } from '../load/wrong-answer.ts';

export interface Answer {
  /** Unique in the trial; the request was for `/1k?n=ID`. */
  readonly id: string;
  /** `performance.now()` when it was whole. */
  readonly at: number;
}

/**
 * How its connection ended. `told`: by the answer before, with `Connection: close`. `idle`: between two requests. `unanswered`: a request was
 * on its way and nothing of an answer came (RFC 9112, 9.3.1: it may be sent again). `cut`: an answer had begun. `wrong`: it was a wrong one.
 */
export type Ending = 'running' | 'told' | 'idle' | 'unanswered' | 'cut' | 'wrong' | 'stopped';

/** Asks again and again on one kept connection, each request with a name of its own. */
export class NumberedClient {
  readonly answers: Answer[] = [];
  ending: Ending = 'running';
  readonly #socket: Socket;
  readonly #reader = new AnswerReader({ status: 200, bytes: 1024 });
  readonly #name: string;
  readonly #pauseMs: number;
  #next = 0;
  #isWaiting = false;
  #hasBegun = false;

  /** `pauseMs` between an answer and the next request; 0: none. */
  constructor({ host, port }: Endpoint, name: string, pauseMs: number) {
    this.#name = name;
    this.#pauseMs = pauseMs;
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.on('connect', () => this.#ask()).on('data', (chunk: Buffer) => this.#data(chunk));
    for (const event of ['end', 'close', 'error']) this.#socket.on(event, () => this.#over());
  }

  stop(): void {
    this.#end('stopped');
  }

  #ask(): void {
    if (this.ending !== 'running') return;
    this.#isWaiting = true;
    this.#hasBegun = false;
    this.#socket.write(`GET /1k?n=${this.#name}-${this.#next} HTTP/1.1\r\nHost: trial\r\n\r\n`);
  }

  #data(chunk: Buffer): void {
    if (this.ending !== 'running') return;
    this.#hasBegun = true;
    try {
      if (!this.#isWaiting) throw new WrongAnswer('unasked', 'bytes that nobody asked for');
      if (!this.#reader.feed(chunk)) return;
    } catch (error) {
      if (!(error instanceof WrongAnswer)) throw error;
      this.#end('wrong');
      return;
    }
    this.#isWaiting = false;
    this.answers.push({ id: `${this.#name}-${this.#next++}`, at: performance.now() });
    if (this.#reader.closes) this.#end('told');
    else if (this.#pauseMs === 0) this.#ask();
    else setTimeout(() => this.#ask(), this.#pauseMs);
  }

  #over(): void {
    this.#end(!this.#isWaiting ? 'idle' : this.#hasBegun ? 'cut' : 'unanswered');
  }

  #end(ending: Ending): void {
    if (this.ending === 'running') this.ending = ending;
    this.#socket.destroy();
  }
}
