import { CLIENT, SERVER, type Side, type Tap } from '@weir/core';
import { prove } from '../../test/prove.ts';
import { Lines, Stub, bytes } from '../../test/stub.ts';
import { Playbook, exampleOrigin, type Script } from '../index.ts';

/** One exchange at a time over a connection that stays: the last answer says so (RFC 9112, 9.6). */
class KeepAlive extends Stub {
  readonly #lines: readonly [Lines, Lines] = [new Lines(), new Lines()];
  #exchange: Tap | undefined;
  #draining = false;

  onData(side: Side, chunk: Uint8Array): void {
    for (const line of this.#lines[side].push(chunk)) {
      if (side === CLIENT && !this.#draining) this.#ask(line);
      else if (side === SERVER && this.#exchange !== undefined) this.#answer(this.#exchange, line);
    }
  }

  override onEnd(side: Side): void {
    if (this.#exchange === undefined) this.io.close();
    else super.onEnd(side);
  }

  onDrain(): void {
    this.#draining = true;
    if (this.#exchange === undefined) this.io.close();
  }

  #ask(line: string): void {
    this.#exchange = this.flow('http');
    this.io.send(SERVER, bytes(`${line}\n`));
    this.io.hold(CLIENT);
  }

  #answer(exchange: Tap, line: string): void {
    this.io.send(CLIENT, bytes(this.#draining ? `${line} (last)\n` : `${line}\n`));
    this.done(exchange);
    this.#exchange = undefined;
    if (this.#draining) this.io.close();
    else this.io.release(CLIENT);
  }
}

/** Hands on at the first byte. */
class Before extends Stub {
  onData(_side: Side, chunk: Uint8Array): void {
    this.io.become(new KeepAlive(this.stage), { client: chunk });
  }

  override onEnd(): void {
    this.io.close();
  }
}

const start = () => new Playbook({ destination: exampleOrigin, serverOpen: true }).start((stage) => new KeepAlive(stage));
const script: Script = { start, steps: [['client', 'GET 1\n'], ['server', '200\n'], ['client', 'GET 2\n'], ['drain'], ['server', '200\n']] };

test('14: a drain in the middle of an exchange lets it end, and says that it is the last', () => {
  start().client('GET 1\n').drain().expect(['send', 'server', 'GET 1\n'], ['hold', 'client'])
    .client('GET 2\n').server('200\n').expect(['send', 'client', '200 (last)\n'], ['close'])
    .expectFlows({ outcome: 'complete' });
});

test('idle, the connection is closed at once', () => {
  start().client('GET 1\n').server('200\n').drain().expect(['send', 'server', 'GET 1\n'], ['hold', 'client'], ['send', 'client', '200\n'], ['release', 'client'], ['close']);
  start().drain().expect(['close']).expectFlows();
});

test('a successor is told of it, after the bytes that it was given', () => {
  const book = new Playbook({ destination: exampleOrigin, serverOpen: true }).start((stage) => new Before(stage));
  book.drain().client('GET 1\n').expect(['become', 'KeepAlive'], ['send', 'server', 'GET 1\n'], ['hold', 'client'])
    .server('200\n').expect(['send', 'client', '200 (last)\n'], ['close']);
});

test('what does not end in time is ended', () => {
  start().client('GET 1\n').drain().shutdown().expectFlows({ outcome: 'shutdown' });
});

const proven = prove(script);

test('nothing began after it', () => {
  expect(proven.outcome).toMatchObject({ toClient: '200\n200 (last)\n', flows: [{ outcome: 'complete' }, { outcome: 'complete' }] });
});
