import { ProxyError, SERVER, type Side } from '@weir/core';
import { prove } from '../../test/prove.ts';
import { Relay } from '../../test/relay.ts';
import { Stub } from '../../test/stub.ts';
import { Playbook, exampleOrigin, type Script } from '../index.ts';

/** The client hears of its connection what the server says to ours. */
class Transparent extends Stub {
  onStart(): void {
    if (this.conn.destination !== undefined) this.io.open(this.conn.destination);
  }

  override onOpen(error?: ProxyError): void {
    if (error !== undefined) this.fail(error);
    else this.io.become(new Relay(this.stage));
  }

  onData(): void {
    throw new Error('bytes before the SYN was answered');
  }
}

/** Answers for the server, which may not even exist. */
class Impostor extends Stub {
  onStart(): void {
    this.io.admit();
  }

  onData(side: Side, bytes: Uint8Array): void {
    this.io.send(side, bytes);
  }

  override onEnd(): void {
    this.io.close();
  }
}

const script: Script = {
  start: () => new Playbook({ destination: exampleOrigin, synHeld: true }).start((stage) => new Transparent(stage)),
  steps: [['opened'], ['client', 'hello'], ['server', 'world'], ['clientEnds'], ['serverEnds']],
};
const refused = new ProxyError('connect-refused', 'refused');

test('10: a SYN is held until the server answers; refused, it is refused in turn, without a byte', () => {
  const book = script.start();
  expect(book.conn.client.state).toBe('opening');
  book.opened(refused).expect(['open', 'example.com:80'], ['close', 'connect-refused']).expectFlows({ type: 'tcp', outcome: 'connect-refused' });
  expect(book.conn.client.state).toBe('opening');
  expect(book.conn.server).toMatchObject({ state: 'failed', error: refused });
});

test('a server that is there admits the client', () => {
  const book = script.start().opened().client('hello').expect(['open', 'example.com:80'], ['become', 'Relay'], ['send', 'server', 'hello']);
  expect(book.conn.client.state).toBe('open');
});

test('so does a first byte of ours', () => {
  const book = script.start();
  book.io.send(0, Buffer.from('x'));
  expect(book.conn.client.state).toBe('open');
});

test('so does an order, where the client must speak before any server is known', () => {
  const book = new Playbook({ destination: exampleOrigin, synHeld: true }).start((stage) => new Impostor(stage)).expect(['admit']).client('echo');
  expect(book.conn.client.state).toBe('open');
  book.expect(['send', 'client', 'echo']);
  expect(book.io.lines[SERVER].there).toBe(false);
});

prove(script, {
  check: (book) => {
    const sent = book.effects.some(([name]) => name === 'send');
    if (sent && book.conn.client.state === 'opening') throw new Error('bytes were sent to a client whose SYN is held');
  },
});
