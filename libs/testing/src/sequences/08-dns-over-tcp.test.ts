import { CLIENT, ProxyError, SERVER, other, type Side, type Tap } from '@weir/core';
import { prove } from '../../test/prove.ts';
import { Stub, closedEarly } from '../../test/stub.ts';
import { Playbook, type Script } from '../index.ts';

interface Query {
  readonly id: number;
  readonly tap: Tap;
}

/** Messages with their length in front (RFC 1035, 4.2.2); each query is a flow, answered in whatever order (RFC 7766, 6.2.1.1). */
class DnsOverTcp extends Stub {
  readonly #read: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  readonly #open: Query[] = [];
  #last = false;

  onStart(): void {
    if (this.conn.destination === undefined) return;
    this.io.hold(CLIENT);
    this.io.open(this.conn.destination);
  }

  override onOpen(error?: ProxyError): void {
    if (error === undefined) this.io.release(CLIENT);
    else this.fail(error);
  }

  onData(side: Side, chunk: Uint8Array): void {
    let read = Buffer.concat([this.#read[side], chunk]);
    while (read.length >= 2 && read.length >= 2 + read.readUInt16BE(0)) {
      const length = read.readUInt16BE(0);
      if (length < 2) return this.fail(new ProxyError('protocol-violation', 'a message without an id'));
      this.#message(side, read.subarray(2, 2 + length));
      this.io.send(other(side), read.subarray(0, 2 + length));
      read = read.subarray(2 + length);
    }
    this.#read[side] = read;
    this.#settle();
  }

  override onEnd(side: Side): void {
    if (side === SERVER || this.#read[CLIENT].length > 0) return this.fail(closedEarly());
    this.#last = true;
    this.#settle();
  }

  onDrain(): void {
    this.#last = true;
    this.#settle();
  }

  #message(side: Side, message: Buffer): void {
    const id = message.readUInt16BE(0);
    if (side === CLIENT) this.#open.push({ id, tap: this.flow('dns') });
    const at = this.#open.findIndex((query) => query.id === id);
    const query = this.#open[side === CLIENT ? this.#open.length - 1 : at];
    query?.tap.message(side, 'binary', message);
    if (side === CLIENT || query === undefined) return;
    this.#open.splice(at, 1);
    this.done(query.tap);
  }

  #settle(): void {
    if (this.#last && this.#open.length === 0) this.io.close();
  }
}

const message = (id: number, text: string): string => `\0${String.fromCharCode(2 + text.length)}\0${String.fromCharCode(id)}${text}`;
const queries = message(1, 'one?') + message(2, 'two?') + message(3, 'three?');
const start = () => new Playbook({ destination: { host: '192.0.2.53', port: 53 } }).start((stage) => new DnsOverTcp(stage));

const script: Script = {
  start,
  steps: [
    ['opened'], ['client', queries.slice(0, 11)], ['client', queries.slice(11)],
    ['server', message(3, 'three!') + message(1, 'o')], ['server', message(2, 'two!')], ['clientEnds'], ['serverEnds'],
  ],
};

test('8: three queries in two segments, the second of them cut, are three flows, answered in another order', () => {
  start().opened().client(queries.slice(0, 11)).expect(['hold', 'client'], ['open', '192.0.2.53:53'], ['release', 'client'], ['send', 'server', message(1, 'one?')])
    .client(queries.slice(11)).expect(['send', 'server', message(2, 'two?') + message(3, 'three?')])
    .server(message(3, 'three!') + message(1, 'o')).expect(['send', 'client', message(3, 'three!') + message(1, 'o')])
    .expectFlows({ type: 'dns', outcome: 'complete' }, { type: 'dns', messages: [{ from: 'client', kind: 'binary', text: '\0\x02two?' }] }, { type: 'dns', outcome: 'complete' });
});

test('two queries with one id are two flows (the defect of keying by id alone)', () => {
  start().opened().client(message(1, 'a?') + message(1, 'b?')).server(message(1, 'a!') + message(1, 'b!')).clientEnds()
    .expectFlows({ outcome: 'complete' }, { outcome: 'complete' });
});

test('a message of length 0 ends the connection, and each query that waits', () => {
  start().opened().client(`${message(1, 'a?')}\0\0`).expectFlows({ outcome: 'protocol-violation' });
});

test('a server that ends owes answers', () => {
  start().opened().client(queries).server(message(2, 'x')).serverEnds().expectFlows({ outcome: 'closed-early' }, { outcome: 'complete' }, { outcome: 'closed-early' });
});

prove(script);
