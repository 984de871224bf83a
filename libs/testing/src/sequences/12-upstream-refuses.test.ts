import { CLIENT, ProxyError, type Side, type Via } from '@weir/core';
import { prove } from '../../test/prove.ts';
import { Relay } from '../../test/relay.ts';
import { Lines, Stub, bytes } from '../../test/stub.ts';
import { Playbook, type Script } from '../index.ts';

const via: Via = { scheme: 'http', address: { host: 'proxy.example', port: 3128 }, credentials: { user: 'u', password: 'secret' } };

/** `CONNECT host`, by way of another proxy: the runtime asks that one, with the credentials, and says what it was told. */
class Chained extends Stub {
  readonly #lines = new Lines();

  onData(_side: Side, chunk: Uint8Array): void {
    const [line] = this.#lines.push(chunk);
    if (line !== undefined) this.#connect(line.slice('CONNECT '.length));
  }

  override onOpen(error?: ProxyError): void {
    if (error === undefined) {
      this.io.send(CLIENT, bytes('200\n'));
      return this.io.become(new Relay(this.stage), { client: this.#lines.rest });
    }
    const { status, reason } = error;
    this.io.send(CLIENT, bytes(status === undefined ? `502 ${error.code}\n` : `502 the proxy refused: ${status} ${reason}\n`));
    this.failed(this.flow('http'), error);
    delete this.conn.server;
    // The client may ask for another destination.
    this.io.release(CLIENT);
  }

  override onEnd(): void {
    this.io.close();
  }

  onDrain(): void {
    if (this.conn.server === undefined) this.io.close();
  }

  #connect(host: string): void {
    this.conn.destination = { host, port: 443 };
    this.io.hold(CLIENT);
    this.io.open(this.conn.destination, via);
  }
}

const forbidden = new ProxyError('upstream-refused', 'Upstream proxy proxy.example:3128 refused the CONNECT: 403 Forbidden', { status: 403, reason: 'Forbidden' });
const start = () => new Playbook().start((stage) => new Chained(stage));
const script: Script = {
  start,
  steps: [['client', 'CONNECT a\n'], ['opened', forbidden], ['client', 'CONNECT b\n'], ['opened'], ['client', 'hi'], ['server', 'ho'], ['clientEnds'], ['serverEnds']],
};

test('12: a CONNECT that another proxy refuses comes back as a value, with its status and reason', () => {
  const book = start().client('CONNECT a\n').expect(['hold', 'client'], ['open', 'a:443', via]);
  expect(book.conn.server).toEqual({ address: { host: 'a', port: 443 }, state: 'opening', via });
  book.opened(forbidden).expect(['send', 'client', '502 the proxy refused: 403 Forbidden\n'], ['release', 'client'])
    .expectFlows({ type: 'http', outcome: 'upstream-refused' })
    .client('CONNECT b\n').opened().expect(['hold', 'client'], ['open', 'b:443', via], ['send', 'client', '200\n'], ['become', 'Relay']);
});

test('a proxy that is not there is another error, without a status', () => {
  start().client('CONNECT a\n').opened(new ProxyError('connect-refused', 'refused')).expect(['hold', 'client'], ['open', 'a:443', via], ['send', 'client', '502 connect-refused\n'], ['release', 'client']);
});

const proven = prove(script);

test('the credentials are in no flow', () => {
  expect(proven.outcome?.flows).toHaveLength(2);
  expect(JSON.stringify(proven.outcome?.flows)).not.toContain('secret');
});
