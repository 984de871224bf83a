import { readFileSync } from 'node:fs';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect, createSecureContext, rootCertificates, type SecureContext, type SecureVersion, type TLSSocket } from 'node:tls';
import { keepLast, type Address, type PeerCertificate, type TlsParams } from '@weir/core';
import { certificateOf } from './tls-facts.ts';
import { putBack } from './tls-server.ts';

/** TLS towards servers, the same for all connections of a proxy. */
export interface ServerTlsOptions {
  /** A PEM file of authorities to trust instead of the built-in ones (ssl_verify_upstream_trusted_ca). */
  readonly trustedCaFile?: string;
  /** PEM certificates to trust besides the built-in ones, or besides the file's. */
  readonly extraCa?: readonly string[];
  /** Check no server (ssl_insecure). */
  readonly insecure?: boolean;
  /** Default TLSv1.2. */
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  readonly ciphers?: string;
  /** Sessions kept for resumption. Default 1000. */
  readonly sessions?: number;
}

/** X25519 first: one cheap key share a ClientHello; the others for servers that want them (they cost a round trip there). */
const curves = 'X25519:P-256:P-384:P-521';

/** What resumes a connection. The ticket does not bring the server's certificate back, so it is kept beside it. */
interface Session {
  readonly ticket: Buffer;
  readonly certificate: PeerCertificate | undefined;
}

export interface Handshake {
  readonly socket: TLSSocket;
  /** The server's certificate, once the handshake is over. */
  certificate(): PeerCertificate | undefined;
}

/** One secure context (300 us to make) and the sessions of earlier connections. */
export class TlsClient {
  readonly #context: SecureContext;
  readonly #insecure: boolean;
  readonly #limit: number;
  /** In order of use: the first is the one to forget. */
  readonly #sessions = new Map<string, Session>();

  constructor(options: ServerTlsOptions = {}) {
    this.#insecure = options.insecure ?? false;
    this.#limit = options.sessions ?? 1000;
    const authorities = options.trustedCaFile === undefined ? undefined : [readFileSync(options.trustedCaFile, 'utf8')];
    const ca = options.extraCa === undefined ? authorities : [...(authorities ?? rootCertificates), ...options.extraCa];
    this.#context = createSecureContext({
      minVersion: options.minVersion ?? 'TLSv1.2',
      ecdhCurve: curves,
      ...(options.maxVersion === undefined ? {} : { maxVersion: options.maxVersion }),
      ...(options.ciphers === undefined ? {} : { ciphers: options.ciphers }),
      ...(ca === undefined ? {} : { ca }),
    });
  }

  /** How many sessions are kept. */
  get sessions(): number {
    return this.#sessions.size;
  }

  /**
   * Begins a handshake over `raw`, which is paused and without a data listener. `head` is what was read from it already.
   * The certificate must be for `params.sni`, else for the host that was asked for.
   */
  connect(raw: Socket, head: readonly Uint8Array[], params: TlsParams, to: Address, highWater: number): Handshake {
    const name = params.sni ?? to.host;
    const verify = params.verify !== 'none' && !this.#insecure;
    // A resumed session is not checked again by OpenSSL: one made without a check must never serve a connection that wants it.
    const key = `${verify ? 'full' : 'none'} ${name} ${to.host} ${to.port}`;
    const session = this.#used(key);
    putBack(raw, head);
    const socket = connect({
      socket: raw,
      secureContext: this.#context,
      rejectUnauthorized: verify,
      checkServerIdentity: (_host, certificate) => (verify ? checkServerIdentity(name, certificate) : undefined),
      ...(session === undefined ? {} : { session: session.ticket }),
      ...(params.sni !== undefined && isIP(params.sni) === 0 ? { servername: params.sni } : {}),
      ...(params.alpn !== undefined && params.alpn.length > 0 ? { ALPNProtocols: [...params.alpn] } : {}),
      ...{ highWaterMark: highWater },
    });
    let certificate: PeerCertificate | undefined;
    const theirs = (): PeerCertificate | undefined => (certificate ??= socket.isSessionReused() ? session?.certificate : certificateOf(socket));
    socket.on('session', (ticket: Buffer) => this.#keep(key, { ticket, certificate: theirs() }));
    // A ticket that made the handshake fail must not make the next one fail too.
    socket.once('error', () => this.#sessions.delete(key));
    return { socket, certificate: theirs };
  }

  #used(key: string): Session | undefined {
    const session = this.#sessions.get(key);
    if (session !== undefined) this.#keep(key, session);
    return session;
  }

  #keep(key: string, session: Session): void {
    keepLast(this.#sessions, key, session, this.#limit);
  }
}
