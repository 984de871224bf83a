import { CLIENT, SERVER, type ProxyError, type Side, type Tap } from '@weir/core';
import { prove } from '../../test/prove.ts';
import { Lines, Stub, bytes, closedEarly } from '../../test/stub.ts';
import { Playbook, type Script } from '../index.ts';

interface Request {
  readonly host: string;
  readonly tap: Tap;
}

/** `GET host`, as many ahead as a client likes; one server at a time, left when all that it was asked is answered. */
class Explicit extends Stub {
  readonly #fromClient = new Lines();
  readonly #fromServer = new Lines();
  readonly #waiting: Request[] = [];
  readonly #asked: Request[] = [];
  #last = false;

  onData(side: Side, chunk: Uint8Array): void {
    if (side === CLIENT) {
      for (const line of this.#fromClient.push(chunk)) this.#waiting.push({ host: line.slice('GET '.length), tap: this.flow('http') });
    } else {
      for (const line of this.#fromServer.push(chunk)) this.#answered(line);
    }
    this.#advance();
  }

  override onOpen(error?: ProxyError): void {
    const first = this.#waiting[0];
    if (error !== undefined && first !== undefined) {
      this.#waiting.shift();
      this.io.send(CLIENT, bytes(`502 ${first.host}\n`));
      this.failed(first.tap, error);
      delete this.conn.server;
    }
    this.#advance();
  }

  override onEnd(side: Side): void {
    if (side === CLIENT) this.#last = true;
    else this.#lost(closedEarly(), () => this.io.end(SERVER));
    this.#advance();
  }

  override onReset(side: Side, error: ProxyError): void {
    if (side === CLIENT) super.onReset(side, error);
    else this.#lost(error);
    this.#advance();
  }

  onDrain(): void {
    this.#last = true;
    this.#advance();
  }

  #answered(line: string): void {
    const request = this.#asked.shift();
    if (request === undefined) return;
    this.io.send(CLIENT, bytes(`${line}\n`));
    this.done(request.tap);
  }

  #lost(error: ProxyError, idle: () => void = () => undefined): void {
    if (this.#asked.length > 0) return this.fail(error);
    idle();
    delete this.conn.server;
  }

  #advance(): void {
    const { conn, io } = this;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (conn.server?.address.host !== next.host) {
        io.hold(CLIENT);
        if (this.#asked.length === 0) io.open({ host: next.host, port: 80 });
        return;
      }
      if (conn.server.state === 'opening') return;
      this.#waiting.shift();
      this.#asked.push(next);
      io.send(SERVER, bytes(`GET ${next.host}\n`));
    }
    io.release(CLIENT);
    if (this.#last && this.#asked.length === 0) io.close();
  }
}

const script: Script = {
  start: () => new Playbook().start((stage) => new Explicit(stage)),
  steps: [
    ['client', 'GET a\nGET a\nGET b\nGET a\n'], ['opened'], ['server', 'one\ntwo\n'], ['opened'], ['server', 'three\n'], ['opened'], ['server', 'four\n'], ['clientEnds'],
  ],
};

test('2: pipelined requests for other origins wait for the answers before them, in the client\'s socket', () => {
  script.start()
    .client('GET a\nGET b\n').expect(['hold', 'client'], ['open', 'a:80'])
    .opened().expect(['send', 'server', 'GET a\n'])
    .client('GET c\n').expect()
    .server('one\n').expect(['send', 'client', 'one\n'], ['open', 'b:80'])
    .opened().expect(['send', 'server', 'GET b\n'], ['release', 'client'], ['hold', 'client']);
});

test('nothing of a server that was left is heard: neither bytes, nor its end, nor a reset', () => {
  const book = script.start().client('GET a\n').opened();
  book.io.hold(SERVER);
  book.server('one\n').serverEnds();
  book.io.open({ host: 'b', port: 80 });
  book.server('late').serverResets().opened().take();
  expect(book.io.lines[SERVER]).toMatchObject({ there: true, held: false, inputs: [] });
  book.expectFlows({ type: 'http' });
});

test('an origin that cannot be reached is told, and the next one asked', () => {
  script.start().client('GET a\nGET b\n').opened(closedEarly())
    .expect(['hold', 'client'], ['open', 'a:80'], ['send', 'client', '502 a\n'], ['open', 'b:80'])
    .expectFlows({ outcome: 'closed-early' }, {});
});

const proven = prove(script);

test('each server got its own requests alone', () => {
  expect(proven.outcome).toMatchObject({ toClient: 'one\ntwo\nthree\nfour\n', toServers: ['', 'GET a\nGET a\n', 'GET b\n', 'GET a\n'] });
});
