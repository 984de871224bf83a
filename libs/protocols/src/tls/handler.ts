import { CLIENT, SERVER, ProxyError, type Handler, type Side } from '@weir/core';
import { ignoresHello, mayNotPass } from '../hosts/ignore-gate.ts';
import { rawWhereAsked } from '../hosts/raw-where-asked.ts';
import type { HandlerParts } from '../parts.ts';
import { recordFailure } from '../record-failure.ts';
import { TcpRelay } from '../tcp/handler.ts';
import { choicesForClient, offersToServer } from './alpn.ts';
import type { ClientHello } from './client-hello.ts';
import { interceptAll } from './decide.ts';
import { HelloDecoder } from './hello-decoder.ts';
import { leafNames } from './leaf-names.ts';
import { serverTlsParams } from './server-tls.ts';

/** Waiting for the ClientHello; for the server to be open, then secure; for the client's handshake; nothing more. */
type State = 'hello' | 'opening' | 'server' | 'client' | 'over';

const HELLO_TIMER = 1;

/**
 * Ends the client's TLS: reads its ClientHello, makes the server secure first (so that the certificate and the protocol can be copied),
 * answers the client, then hands on to what is inside. A server that fails is left on its leg for the handler inside to tell the client.
 */
export class TlsHandler implements Handler {
  #parts: HandlerParts;
  readonly #inside: (parts: HandlerParts) => Handler;
  readonly #decoder: HelloDecoder;
  #state: State = 'hello';
  #hello: ClientHello = { alpn: [], versions: [] };

  /** `inside` makes the handler of the decrypted bytes, when the handshakes are over: with parts that know of the client's SNI. */
  constructor(parts: HandlerParts, inside: (parts: HandlerParts) => Handler) {
    this.#parts = parts;
    this.#inside = inside;
    this.#decoder = new HelloDecoder(parts.limits.helloBytes);
  }

  onStart(): void {
    // What a server says before its handshake is OpenSSL's to judge, and before the client's is nobody's to hear.
    this.#parts.io.hold(SERVER);
    this.#parts.io.timer(HELLO_TIMER, this.#parts.limits.handshakeMs);
  }

  onData(side: Side, bytes: Uint8Array): void {
    if (side !== CLIENT || this.#state !== 'hello') return;
    let hello: ClientHello | 'more';
    try {
      hello = this.#decoder.push(bytes);
    } catch (error) {
      return this.#noHello(asProxyError(error));
    }
    if (hello !== 'more') this.#onHello(hello);
  }

  onEnd(side: Side): void {
    if (side === CLIENT && this.#state === 'hello') this.#noHello(new ProxyError('closed-early', 'The client closed the connection within its ClientHello.'));
    // A server's end is told again to the handler inside.
  }

  onReset(side: Side, error: ProxyError): void {
    if (side === CLIENT) this.#fail(error);
    else if (this.#parts.conn.server?.parked === true) delete this.#parts.conn.server;
    else if (this.#state !== 'hello') this.#onServerFailed(error);
  }

  onOpen(error?: ProxyError): void {
    if (this.#state === 'hello') return;
    if (error !== undefined) this.#onServerFailed(error);
    else if (this.#state === 'opening') this.#secureServer();
  }

  onSecure(side: Side, error?: ProxyError): void {
    if (side === SERVER) {
      if (error === undefined) this.#secureClient();
      else this.#onServerFailed(error);
    } else if (error !== undefined) this.#fail(error);
    else this.#handOn();
  }

  onTimer(): void {
    this.#noHello(new ProxyError('tls-client-invalid', `The client did not send a whole ClientHello within ${this.#parts.limits.handshakeMs} ms.`));
  }

  onClose(error?: ProxyError): void {
    if (this.#state !== 'over') this.#record(error ?? new ProxyError('closed-early', 'The connection ended within the TLS handshake.'));
  }

  #onHello(hello: ClientHello): void {
    const { conn, io, options } = this.#parts;
    this.#hello = hello;
    io.cancelTimer(HELLO_TIMER);
    if (ignoresHello(this.#parts, hello)) return this.#pass();
    this.#parts = rawWhereAsked(this.#parts, hello.sni);
    const decision = (options.decide ?? interceptAll)(hello, conn);
    switch (decision === 'pass' && mayNotPass(this.#parts) ? 'intercept' : decision) {
      case 'close':
        this.#state = 'over';
        this.#parts.flow?.end();
        return io.close();
      case 'pass': return this.#pass();
      case 'intercept':
        io.hold(CLIENT);
        return this.#reachServer();
    }
  }

  /** What cannot be read names nobody: a connection that is passed through without a name still is. */
  #noHello(error: ProxyError): void {
    if (ignoresHello(this.#parts, this.#hello)) this.#pass();
    else this.#fail(error);
  }

  #pass(): void {
    this.#state = 'over';
    this.#parts.io.become(new TcpRelay(this.#parts, { passThrough: true }), { client: this.#decoder.raw });
  }

  /** The server is made secure before the client is answered, where there is one and TLS is wanted. */
  #reachServer(): void {
    const { conn, io, route, options } = this.#parts;
    if (options.connectionStrategy === 'lazy' || conn.destination === undefined || route.serverTls === 'never') return this.#withoutServerTls();
    if (conn.server === undefined) {
      this.#state = 'opening';
      io.open(conn.destination, route.egress?.via(conn.destination));
    } else if (conn.server.state === 'opening') this.#state = 'opening';
    else if (conn.server.state === 'failed') this.#onServerFailed(conn.server.error);
    else this.#secureServer();
  }

  #secureServer(): void {
    const { conn, io, route, options } = this.#parts;
    if (route.serverTls === 'never' || conn.server?.tls !== undefined) return this.#secureClient();
    this.#state = 'server';
    // A hold does not outlive the leg it was made on.
    io.hold(SERVER);
    io.secure(SERVER, serverTlsParams(conn, route, options, offersToServer(route.stack, this.#hello.alpn), this.#hello.sni));
  }

  /** The server is not TLS, not known, or not to be reached yet: a raw one must at least be there before the client hears of success. */
  #withoutServerTls(): void {
    const { conn, route } = this.#parts;
    if (route.stack !== 'tcp' || conn.server === undefined) this.#secureClient();
    else if (conn.server.state === 'opening') this.#state = 'opening';
    else if (conn.server.state === 'failed') this.#onServerFailed(conn.server.error);
    else this.#secureClient();
  }

  /** Raw stacks have no words for it: they close. Elsewhere the client is answered, and told inside. */
  #onServerFailed(error: ProxyError | undefined): void {
    if (this.#state === 'client' || this.#state === 'over') return;
    if (this.#parts.route.stack === 'tcp') this.#fail(error ?? new ProxyError('internal', 'The server leg failed without a reason.'));
    else this.#secureClient();
  }

  #secureClient(): void {
    const { conn, io, route, options } = this.#parts;
    this.#state = 'client';
    const names = leafNames(conn, this.#hello.sni);
    const like = options.upstreamCert ? conn.server?.tls?.certificate : undefined;
    io.secure(CLIENT, {
      protocol: 'tls',
      head: this.#decoder.raw,
      alpn: choicesForClient(route.stack, this.#hello.alpn, conn.server),
      leaf: like === undefined ? { names } : { names, like },
    });
  }

  #handOn(): void {
    this.#state = 'over';
    this.#parts.io.become(this.#inside(this.#parts));
  }

  #fail(error: ProxyError): void {
    if (this.#state === 'over') return;
    this.#record(error);
    this.#parts.io.close(error);
  }

  #record(error: ProxyError): void {
    this.#state = 'over';
    recordFailure(this.#parts, error);
  }
}

function asProxyError(error: unknown): ProxyError {
  if (error instanceof ProxyError) return error;
  throw error;
}
