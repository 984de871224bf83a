import { CLIENT, ProxyError, SERVER, type Answer } from '@weir/core';
import { EagerTls } from '../../test/eager-tls.ts';
import { prove } from '../../test/prove.ts';
import { Relay } from '../../test/relay.ts';
import { Stub, bytes } from '../../test/stub.ts';
import { Playbook, type Script } from '../index.ts';

/** SOCKS5 with a password (RFC 1928, RFC 1929), CONNECT to a name. What follows the request in its segment waits for the successor. */
class Socks extends Stub {
  #read = bytes('');
  #state: 'greeting' | 'password' | 'request' = 'greeting';

  onData(_side: 0 | 1, chunk: Uint8Array): void {
    this.#read = Buffer.concat([this.#read, chunk]);
    this.#advance();
  }

  override onEnd(side: 0 | 1): void {
    if (side === CLIENT) super.onEnd(side);
  }

  override onReset(side: 0 | 1, error: ProxyError): void {
    if (side === CLIENT) super.onReset(side, error);
  }

  onAnswer(_id: number, answer: Answer | ProxyError): void {
    if (answer instanceof ProxyError) return this.fail(answer);
    const good = answer.kind === 'authenticate' && answer.ok;
    this.io.send(CLIENT, bytes(good ? '\x01\x00' : '\x01\x01'));
    if (!good) return this.fail(new ProxyError('auth-required', 'not this password'));
    this.#state = 'request';
    this.io.release(CLIENT);
    this.#advance();
  }

  override onOpen(error?: ProxyError): void {
    this.io.send(CLIENT, bytes(`\x05${error === undefined ? '\x00' : '\x05'}\x00\x01\0\0\0\0\0\0`));
    if (error !== undefined) return this.fail(error);
    this.io.become(new EagerTls(this.stage, (stage) => new Relay(stage)), { client: this.#read });
  }

  #advance(): void {
    const { io } = this;
    if (this.#state === 'greeting') {
      if (this.#take(3) === undefined) return;
      io.send(CLIENT, bytes('\x05\x02'));
      this.#state = 'password';
    }
    if (this.#state === 'password') {
      const sent = this.#take(5);
      if (sent === undefined) return;
      io.hold(CLIENT);
      io.ask({ kind: 'authenticate', user: sent.toString('latin1', 2, 3), password: sent.toString('latin1', 4, 5) });
      // Nothing more is read before the answer.
      return;
    }
    const request = this.#take(5 + (this.#read[4] ?? 0) + 2);
    if (request === undefined) return;
    io.hold(CLIENT);
    const length = request.length;
    this.conn.destination = { host: request.toString('latin1', 5, length - 2), port: request.readUInt16BE(length - 2) };
    io.open(this.conn.destination);
  }

  #take(length: number): Buffer | undefined {
    if (this.#read.length < Math.max(length, 3)) return undefined;
    const taken = Buffer.from(this.#read.subarray(0, length));
    this.#read = this.#read.subarray(length);
    return taken;
  }
}

const greeting = '\x05\x01\x02';
const password = '\x01\x01u\x01p';
const request = '\x05\x01\x00\x03\x09a.example\x01\xbb';
const hello = 'HELLO a.example h2\n';
const good = { kind: 'authenticate', ok: true } as const;

const script: Script = {
  start: () => new Playbook().start((stage) => new Socks(stage)),
  steps: [
    ['client', greeting], ['client', password], ['answer', good], ['client', request + hello], ['opened'],
    ['secured', SERVER, { alpn: 'h2' }], ['secured', CLIENT, { alpn: 'h2' }], ['client', 'hi'], ['server', 'ho'], ['clientEnds'], ['serverEnds'],
  ],
};

test('4: SOCKS5, then TLS whose hello came with the request', () => {
  script.start()
    .client(greeting).expect(['send', 'client', '\x05\x02'])
    .client(password).expect(['hold', 'client'], ['ask', { kind: 'authenticate', user: 'u', password: 'p' }])
    .answer(good).expect(['send', 'client', '\x01\x00'], ['release', 'client'])
    .client(request + hello).expect(['hold', 'client'], ['open', 'a.example:443'])
    .opened().expect(['send', 'client', '\x05\x00\x00\x01\0\0\0\0\0\0'], ['become', 'EagerTls'], ['hold', 'server'], ['hold', 'client'],
      ['secure', 'server', { protocol: 'tls', sni: 'a.example', alpn: ['h2'] }]);
});

test('all of it in one segment waits for each answer in turn', () => {
  script.start().client(greeting + password + request + hello).expect(['send', 'client', '\x05\x02'], ['hold', 'client'], ['ask', { kind: 'authenticate', user: 'u', password: 'p' }])
    .answer(good).expect(['send', 'client', '\x01\x00'], ['release', 'client'], ['hold', 'client'], ['open', 'a.example:443']);
});

test.each<[string, Answer | ProxyError, string]>([
  ['a wrong password', { kind: 'authenticate', ok: false }, 'auth-required'],
  ['nobody who knows', new ProxyError('internal', 'no answer in time'), 'internal'],
])('%s is one tcp flow in error, without a server', (_what, answer, outcome) => {
  const book = script.start().client(greeting).client(password).answer(answer);
  expect(book.conn.server).toBeUndefined();
  book.expectFlows({ type: 'tcp', outcome });
});

test('a destination that refuses is answered in SOCKS\'s words', () => {
  script.start().client(greeting).client(password).answer(good).client(request).opened(new ProxyError('connect-refused', 'refused'))
    .expectFlows({ type: 'tcp', outcome: 'connect-refused' });
});

prove(script);
