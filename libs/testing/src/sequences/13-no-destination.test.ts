import { CLIENT, ProxyError, type Side } from '@weir/core';
import { prove } from '../../test/prove.ts';
import { Lines, Stub, bytes } from '../../test/stub.ts';
import { Playbook, type Script } from '../index.ts';

/** A mode whose clients must say where they want to go, and one that did not: in the words of HTTP, or without any. */
class Asked extends Stub {
  readonly #lines = new Lines();
  readonly #words: boolean;

  constructor(stage: ConstructorParameters<typeof Stub>[0], words: boolean) {
    super(stage);
    this.#words = words;
  }

  onData(_side: Side, chunk: Uint8Array): void {
    const [line] = this.#lines.push(chunk);
    if (line === undefined) return;
    const error = new ProxyError('destination-unknown', 'nobody said where to go');
    if (!this.#words) return this.fail(error);
    this.io.send(CLIENT, bytes('400\n'));
    this.failed(this.flow('http'), error);
    this.io.close();
  }

  onDrain(): void {
    this.io.close();
  }
}

const script = (words: boolean): Script => ({
  start: () => new Playbook().start((stage) => new Asked(stage, words)),
  steps: [['client', 'GET /\n'], ['client', 'more'], ['clientEnds']],
});

describe('13: an error before any destination is known', () => {
  test('is one flow without a server, in words where the protocol has them', () => {
    const book = script(true).start().client('GET /\n').expect(['send', 'client', '400\n'], ['close']).expectFlows({ type: 'http', outcome: 'destination-unknown' });
    expect(book.conn).not.toHaveProperty('server');
    expect(book.conn).not.toHaveProperty('destination');
  });

  test('and a mere close where it has none', () => {
    script(false).start().client('\x16\x03\x01\n').expect(['close', 'destination-unknown']).expectFlows({ type: 'tcp', outcome: 'destination-unknown' });
  });

  test('what the client says after it is heard by nobody', () => {
    script(true).start().client('GET /\n').client('GET /\n').clientResets().expect(['send', 'client', '400\n'], ['close']).expectFlows({ outcome: 'destination-unknown' });
  });

  describe('in words', () => void prove(script(true)));
  describe('without', () => void prove(script(false)));
});
