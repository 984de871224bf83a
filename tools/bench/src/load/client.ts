import { connect, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import { AnswerReader } from './answer-reader.ts';
import type { LoadJob } from './job.ts';
import { preamble, type Step } from './preamble.ts';
import { requestBytes } from './request.ts';
import { WrongAnswer } from './wrong-answer.ts';

/** What all clients of a job share. */
export interface ClientParts {
  readonly job: LoadJob;
  readonly request: Buffer;
  readonly steps: readonly Step[];
  readonly secureContext: ReturnType<typeof createSecureContext>;
  /** Sockets without TLS read into this, one at a time: nothing is allocated for what is only counted. */
  readonly buffer: Uint8Array;
}

export function clientParts(job: LoadJob): ClientParts {
  return { job, request: requestBytes(job), steps: preamble(job), secureContext: createSecureContext(), buffer: Buffer.allocUnsafeSlow(128 * 1024) };
}

export interface ClientOwner {
  /** A right answer. */
  answered(client: Client): void;
  /** It will not be answered. The client is idle after that. */
  failed(client: Client, kind: string): void;
  /** Something wrong happened between two requests. */
  misbehaved(kind: string): void;
  /** It can take a request: an answer came (and the connection is closed, where it had to be), or `open` has come to an end. */
  idle(client: Client): void;
}

type State = 'idle' | 'opening' | 'waiting' | 'closing';

/** One client, with one request at a time and, while it has one, a connection. */
export class Client {
  readonly #parts: ClientParts;
  readonly #owner: ClientOwner;
  readonly #reader: AnswerReader;
  #socket: Socket | undefined;
  #ready = false;
  #state: State = 'idle';
  #wanted = false;
  #step = 0;
  #stepBytes: Buffer = Buffer.alloc(0);
  /** When the present request was due, and when the state was entered: what the owner says and looks at. */
  dueAt = 0;
  since = 0;
  opened = 0;

  constructor(parts: ClientParts, owner: ClientOwner) {
    this.#parts = parts;
    this.#owner = owner;
    this.#reader = new AnswerReader(parts.job.expects);
  }

  get isBusy(): boolean {
    return this.#state !== 'idle';
  }

  /** Connects ahead of the first request. */
  open(): void {
    this.#open();
  }

  request(dueAt: number): void {
    this.dueAt = dueAt;
    this.#wanted = true;
    if (this.#ready) this.#send();
    else this.#open();
  }

  /** Gives up what it is at. */
  abandon(kind: string): void {
    this.#fail(kind);
  }

  /** Ends the connection of an idle client. */
  close(): void {
    this.#forget()?.destroy();
  }

  #enter(state: State): void {
    this.#state = state;
    this.since = performance.now();
  }

  #open(): void {
    this.opened++;
    this.#step = 0;
    this.#stepBytes = Buffer.alloc(0);
    this.#reader.reset();
    this.#enter('opening');
    const { host, port } = this.#parts.job.way.endpoint;
    const { buffer } = this.#parts;
    const onread = { buffer, callback: (size: number) => { this.#data(Buffer.from(buffer.buffer, buffer.byteOffset, size)); return true; } };
    const socket = this.#parts.job.tls ? connect({ host, port, noDelay: true }) : connect({ host, port, noDelay: true, onread });
    this.#watch(socket);
    socket.on('connect', () => this.#nextStep(socket));
  }

  #watch(socket: Socket): void {
    this.#socket = socket;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (socket !== this.#socket) return;
      if (this.#state === 'opening') this.#fail(`connect ${error.code ?? error.message}`);
      else if (this.#state === 'waiting') this.#fail('reset');
      else this.#ended(socket);
    });
    socket.on('end', () => this.#ended(socket));
    socket.on('close', () => this.#ended(socket));
    // Where there is TLS, chunks come as events: of the tunnel's beginning, then of what is inside.
    if (this.#parts.job.tls) socket.on('data', (chunk: Buffer) => { if (socket === this.#socket) this.#data(chunk); });
  }

  #nextStep(socket: Socket): void {
    const step = this.#parts.steps[this.#step];
    if (step !== undefined) {
      socket.write(step.send);
      return;
    }
    if (!this.#parts.job.tls) {
      this.#isReady();
      return;
    }
    const { secureContext, job } = this.#parts;
    const secure = connectTls({ socket, secureContext, servername: hostOf(job.authority), rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
    this.#watch(secure);
    secure.on('secureConnect', () => this.#isReady());
  }

  #isReady(): void {
    this.#ready = true;
    if (this.#wanted) {
      this.#send();
      return;
    }
    this.#enter('idle');
    this.#owner.idle(this);
  }

  #send(): void {
    this.#wanted = false;
    this.#enter('waiting');
    this.#socket!.write(this.#parts.request);
  }

  #data(chunk: Buffer): void {
    try {
      if (this.#state === 'waiting') {
        if (this.#reader.feed(chunk)) this.#answered();
      } else if (this.#state === 'opening') {
        this.#stepData(chunk);
      } else {
        throw new WrongAnswer('unasked', 'bytes that nobody asked for');
      }
    } catch (error) {
      if (!(error instanceof WrongAnswer)) throw error;
      this.#fail(error.kind);
    }
  }

  #stepData(chunk: Buffer): void {
    const step = this.#parts.steps[this.#step];
    if (step === undefined) throw new WrongAnswer('unasked', 'bytes that nobody asked for');
    this.#stepBytes = Buffer.concat([this.#stepBytes, chunk]);
    if (!step.isAnswered(this.#stepBytes)) return;
    this.#step++;
    this.#stepBytes = Buffer.alloc(0);
    this.#nextStep(this.#socket!);
  }

  #answered(): void {
    const closes = this.#parts.job.connectEach || this.#reader.closes;
    this.#enter(closes ? 'closing' : 'idle');
    this.#owner.answered(this);
    if (!closes) this.#owner.idle(this);
  }

  /** The server has ended the connection. */
  #ended(socket: Socket): void {
    if (socket !== this.#socket) return;
    if (this.#state === 'opening' || this.#state === 'waiting') {
      this.#fail(this.#state === 'waiting' ? 'closed' : 'connect closed');
      return;
    }
    this.#forget()?.destroy();
    if (this.#state !== 'closing') return;
    this.#enter('idle');
    this.#owner.idle(this);
  }

  #fail(kind: string): void {
    const wasBusy = this.isBusy;
    this.#forget()?.destroy();
    this.#wanted = false;
    this.#enter('idle');
    if (wasBusy) this.#owner.failed(this, kind);
    else this.#owner.misbehaved(kind);
  }

  #forget(): Socket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#ready = false;
    return socket;
  }
}

/** SNI takes names alone (RFC 6066, 3). */
function hostOf(authority: string): string {
  const host = authority.replace(/:\d+$/, '');
  return /^[\d.]+$|^\[/.test(host) ? '' : host;
}
