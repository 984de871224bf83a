import { CLIENT, ProxyError, type Answer, type Handler, type Side } from '@weir/core';
import type { HandlerParts } from '../parts.ts';
import { recordFailure } from '../record-failure.ts';
import { wayAhead } from '../sniff/way-ahead.ts';
import { GrowingBytes } from '../tls/growing-bytes.ts';
import { credentialsReply, methodReply, readCredentials, readMethods, readRequest, reply, type Read, type SocksRequest } from './codec.ts';
import { BIND, COMMAND_NOT_SUPPORTED, CONNECT, GENERAL_FAILURE, NO_AUTHENTICATION, SUCCEEDED, USER_PASSWORD } from './numbers.ts';
import { replyFor } from './reply-for.ts';

/** Waiting for the client's message of that name; for the answer about its credentials; for the server; nothing more. */
type State = 'methods' | 'credentials' | 'checking' | 'request' | 'opening' | 'over';

const HANDSHAKE_TIMER = 1;

/**
 * A SOCKS5 server (RFC 1928, RFC 1929): asks the client where it wants to go, opens that, and hands on to what looks at what is inside. CONNECT
 * alone is served. Keeps no more bytes than the longest message and what came in its chunk.
 */
export class Socks5Handler implements Handler {
  readonly #parts: HandlerParts;
  // A message that is not whole is short: the last chunk alone goes beyond it, with what is for the server.
  readonly #bytes = new GrowingBytes(Number.MAX_SAFE_INTEGER);
  /** So many of them were understood. */
  #read = 0;
  #state: State = 'methods';

  constructor(parts: HandlerParts) {
    this.#parts = parts;
  }

  onStart(): void {
    this.#awaitClient();
  }

  onData(_side: Side, bytes: Uint8Array): void {
    // Nothing of a server is heard before it has been handed on.
    this.#bytes.append(bytes);
    this.#advance();
  }

  onEnd(): void {
    this.#leave(new ProxyError('closed-early', 'The client ended the connection within its SOCKS5 handshake.'));
  }

  onReset(_side: Side, error: ProxyError): void {
    this.#leave(error);
  }

  onAnswer(_id: number, answer: Answer | ProxyError): void {
    if (answer instanceof ProxyError) return this.#refuse(answer, credentialsReply(false));
    if (answer.kind !== 'authenticate' || !answer.ok) {
      return this.#refuse(new ProxyError('auth-required', 'The user name or the password of the client is wrong.'), credentialsReply(false));
    }
    const { io } = this.#parts;
    io.send(CLIENT, credentialsReply(true));
    this.#state = 'request';
    this.#awaitClient();
    io.release(CLIENT);
    this.#advance();
  }

  onOpen(error?: ProxyError): void {
    if (error === undefined) this.#handOn();
    else this.#refuse(error, reply(replyFor(error)));
  }

  onTimer(): void {
    this.#leave(new ProxyError('limit-exceeded', `The client did not finish its SOCKS5 handshake within ${this.#parts.limits.handshakeMs} ms.`));
  }

  onDrain(): void {
    if (this.#bytes.length === 0) this.#closeQuietly();
  }

  onClose(error?: ProxyError): void {
    if (this.#state !== 'over' && this.#bytes.length > 0) this.#record(error ?? new ProxyError('closed-early', 'The connection ended within the SOCKS5 handshake.'));
    this.#state = 'over';
  }

  /** Goes on for as long as there are whole messages that may be read now. */
  #advance(): void {
    try {
      if (this.#state === 'methods') this.#take(readMethods, (methods) => this.#choose(methods));
      if (this.#state === 'credentials') this.#take(readCredentials, ({ user, password }) => this.#check(user, password));
      if (this.#state === 'request') this.#take(readRequest, (request) => this.#connect(request));
    } catch (error) {
      if (!(error instanceof ProxyError)) throw error;
      this.#refuse(error, this.#answerTo(error));
    }
  }

  #take<T>(read: (bytes: Uint8Array) => Read<T>, then: (value: T) => void): void {
    const message = read(this.#bytes.bytes.subarray(this.#read));
    if (message === 'more') return;
    this.#read += message.length;
    then(message.value);
  }

  #choose(methods: Uint8Array): void {
    const { io, options } = this.#parts;
    const wanted = options.authenticate ? USER_PASSWORD : NO_AUTHENTICATION;
    if (!methods.includes(wanted)) {
      const error = options.authenticate
        ? new ProxyError('auth-required', 'The client does not offer to say who it is (method 2, user name and password), which is demanded here.')
        : new ProxyError('protocol-violation', 'The client does not offer to go on without authentication (method 0), and no other method is served here.');
      return this.#refuse(error, methodReply(undefined));
    }
    io.send(CLIENT, methodReply(wanted));
    this.#state = options.authenticate ? 'credentials' : 'request';
  }

  #check(user: string, password: string): void {
    const { io } = this.#parts;
    this.#state = 'checking';
    // The answer has a deadline of its own.
    io.cancelTimer(HANDSHAKE_TIMER);
    io.hold(CLIENT);
    io.ask({ kind: 'authenticate', user, password });
  }

  #connect({ command, address }: SocksRequest): void {
    const { conn, io, route, options, local } = this.#parts;
    if (command !== CONNECT) {
      const name = command === BIND ? 'BIND' : 'UDP ASSOCIATE';
      throw new ProxyError('protocol-violation', `The client asks for ${name}: CONNECT alone is served here.`, { status: COMMAND_NOT_SUPPORTED });
    }
    if (address.port === 0) throw new ProxyError('destination-unknown', 'The destination has the port 0.', { status: GENERAL_FAILURE });
    conn.destination = address;
    const way = wayAhead({ ...route, stack: 'detect' }, address, false);
    // The way depends on what the client says next, and it says nothing before the reply.
    if (options.connectionStrategy === 'lazy' || way === 'wait' || local?.isFor(address.host) === true) return this.#handOn();
    this.#state = 'opening';
    io.cancelTimer(HANDSHAKE_TIMER);
    io.hold(CLIENT);
    io.open(address, way);
  }

  /** The client takes the reply for success of whatever strategy: what fails later is told by whoever is inside. */
  #handOn(): void {
    const { conn, io, route, protocols } = this.#parts;
    this.#state = 'over';
    // The end that is known of a way through another proxy is not the one that its server sees.
    io.send(CLIENT, reply(SUCCEEDED, conn.server?.via === undefined ? conn.server?.bound : undefined));
    // A copy: the credentials stand before it.
    const rest = this.#bytes.bytes.slice(this.#read);
    io.become(protocols.start(conn, io, { ...route, stack: 'detect', auth: 'none' }), rest.length === 0 ? {} : { client: rest });
  }

  /** From now on the client has a bounded time for the messages that it owes. */
  #awaitClient(): void {
    this.#parts.io.timer(HANDSHAKE_TIMER, this.#parts.limits.handshakeMs);
  }

  /** What a malformed message is answered with; a greeting of another version not at all. */
  #answerTo({ status = GENERAL_FAILURE }: ProxyError): Uint8Array | undefined {
    switch (this.#state) {
      case 'credentials': return credentialsReply(false);
      case 'request': return reply(status);
      default: return undefined;
    }
  }

  #refuse(error: ProxyError, answer: Uint8Array | undefined): void {
    if (answer !== undefined) this.#parts.io.send(CLIENT, answer);
    this.#record(error);
    this.#parts.io.close(error);
  }

  /** A client that has said nothing is no flow. */
  #leave(error: ProxyError): void {
    if (this.#bytes.length === 0) this.#closeQuietly();
    else this.#refuse(error, undefined);
  }

  #closeQuietly(): void {
    this.#state = 'over';
    this.#parts.io.close();
  }

  #record(error: ProxyError): void {
    this.#state = 'over';
    recordFailure(this.#parts, error);
  }
}
