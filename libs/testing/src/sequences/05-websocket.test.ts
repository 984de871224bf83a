import { CLIENT, SERVER, other, type Side, type Tap } from '@weir/core';
import { prove } from '../../test/prove.ts';
import { Stub } from '../../test/stub.ts';
import { Playbook, type Script, type Stage } from '../index.ts';

const blank = '\r\n\r\n';

/** A request that asks to leave HTTP, and its answer. The flow goes on in the successor's hands. */
class Upgrade extends Stub {
  readonly #read = ['', ''];
  #tap: Tap | undefined;

  onData(side: Side, chunk: Uint8Array): void {
    this.#read[side] += Buffer.from(chunk).toString('latin1');
    if (side === CLIENT && this.#tap === undefined) this.#request();
    if (side === SERVER) this.#answer();
  }

  #request(): void {
    const end = this.#headEnd(CLIENT);
    if (end < 0) return;
    const head = Buffer.from(this.#read[CLIENT] as string, 'latin1').subarray(0, end);
    this.#read[CLIENT] = (this.#read[CLIENT] as string).slice(end);
    this.#tap = this.flow('http');
    this.#tap.request({ method: 'GET', scheme: 'http', host: 'a', port: 80, path: '/', httpVersion: 'HTTP/1.1', headers: [] });
    // What follows is a frame or another request: nobody knows before the answer.
    this.io.hold(CLIENT);
    this.io.send(SERVER, head);
  }

  #answer(): void {
    const end = this.#headEnd(SERVER);
    const tap = this.#tap;
    if (end < 0 || tap === undefined) return;
    const [client, server] = this.#read.map((text) => Buffer.from(text, 'latin1')) as [Buffer, Buffer];
    tap.response({ status: 101, reason: 'Switching Protocols', httpVersion: 'HTTP/1.1', headers: [] });
    this.io.send(CLIENT, server.subarray(0, end));
    this.io.become(new Frames(this.stage, this.handOver(tap)), { client, server: server.subarray(end) });
  }

  #headEnd(side: Side): number {
    const at = (this.#read[side] as string).indexOf(blank);
    return at < 0 ? at : at + blank.length;
  }
}

/** Frames of a length and as many letters; one message each, forwarded when it is whole. */
class Frames extends Stub {
  readonly #tap: Tap;
  readonly #read: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  #ended = 0;

  constructor(stage: Stage, tap: Tap) {
    super(stage);
    this.#tap = this.adopt(tap);
  }

  onData(side: Side, chunk: Uint8Array): void {
    let read = Buffer.concat([this.#read[side], chunk]);
    for (let length = Number(read.toString('latin1', 0, 1)); read.length > length; length = Number(read.toString('latin1', 0, 1))) {
      this.#tap.message(side, 'text', read.subarray(1, length + 1));
      this.io.send(other(side), read.subarray(0, length + 1));
      read = read.subarray(length + 1);
    }
    this.#read[side] = read;
  }

  override onEnd(side: Side): void {
    this.io.end(other(side));
    this.#ended |= 1 << side;
    if (this.#ended !== 3) return;
    this.done(this.#tap);
    this.io.close();
  }
}

const request = `GET / HTTP/1.1\r\nUpgrade: websocket${blank}`;
const switching = `HTTP/1.1 101 Switching Protocols${blank}`;

const script: Script = {
  start: () => new Playbook({ destination: { host: 'a', port: 80 }, serverOpen: true }).start((stage) => new Upgrade(stage)),
  steps: [['client', request], ['server', `${switching}2hi`], ['client', '3abc'], ['server', '1x5'], ['server', 'hello'], ['clientEnds'], ['serverEnds']],
};

test('5: the first frame in the segment of the 101 belongs to the successor, and the flow goes on', () => {
  script.start().client(request).expect(['hold', 'client'], ['send', 'server', request])
    .server(`${switching}2hi`).expect(['send', 'client', switching], ['become', 'Frames'], ['send', 'client', '2hi'])
    .client('3abc').expect(['send', 'server', '3abc'])
    .expectFlows({ type: 'http', messages: [{ from: 'server', kind: 'text', text: 'hi' }, { from: 'client', kind: 'text', text: 'abc' }] });
});

test('frames that the client sent too early wait for the 101', () => {
  script.start().client(`${request}1a`).server(switching).expect(['hold', 'client'], ['send', 'server', request], ['send', 'client', switching], ['become', 'Frames'], ['send', 'server', '1a']);
});

const proven = prove(script);

test('one flow, whose messages are the frames whatever segments they came in', () => {
  expect(proven.outcome?.flows).toMatchObject([{ type: 'http', outcome: 'complete', messages: [{ text: 'hi' }, { text: 'abc' }, { text: 'x' }, { text: 'hello' }] }]);
});
