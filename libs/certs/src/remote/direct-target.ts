import { isIP } from 'node:net';
import { connect, createSecureContext, type ConnectionOptions } from 'node:tls';
import { CallCredentials, ChannelCredentials, experimental, type ChannelOptions } from '@grpc/grpc-js';
import { SharedLookup } from './shared-lookup.ts';

/** Where a replica of the service is. */
export interface ReplicaAddress {
  /** A name or an IP literal, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** By which a connection says who is calling: PEM. */
export interface Identity {
  readonly key: Buffer;
  readonly certificate: Buffer;
}

/** What a channel is made from. */
export interface DirectTarget {
  readonly target: string;
  readonly credentials: ChannelCredentials;
  readonly options: ChannelOptions;
}

export interface DirectTargetParts {
  readonly address: ReplicaAddress;
  /** PEM. */
  readonly trust: Buffer;
  readonly identity?: Identity | undefined;
  /** Destroys the socket in whatever state it is; no other one is made afterwards. */
  readonly signal: AbortSignal;
}

const scheme = 'weir-direct';
const addressOption = 'weir.direct_address';
/** Connections are tried more often than a name server that is away lets a lookup end. */
const lookups = new SharedLookup();

/**
 * One address over TLS, left to net.connect and tls.connect as it is: names are looked up for each connection. grpc-js's own ways remember addresses for 30 s, send an address as a
 * server name (RFC 6066, 3), and leave what is being connected to the system's timeouts when their channel is closed. Throws where OpenSSL does not take trust or identity.
 */
export function directTarget({ address: { host, port }, trust, identity, signal }: DirectTargetParts): DirectTarget {
  const secureContext = createSecureContext({ ca: trust, minVersion: 'TLSv1.2', ...(identity && { key: identity.key, cert: identity.certificate }) });
  // NODE_TLS_REJECT_UNAUTHORIZED=0 is for servers of clients: a token must not go to whoever answers.
  const tls = { secureContext, host, rejectUnauthorized: true, ALPNProtocols: ['h2'], ...(isIP(host) === 0 && { servername: host }) };
  return { target: `${scheme}:${addressText({ host, port })}`, credentials: new DirectCredentials(tls, signal), options: { [addressOption]: { host, port, signal, lookup: lookups.for(signal) } } };
}

/** `HOST:PORT`. */
export function addressText({ host, port }: ReplicaAddress): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

class DirectResolver implements experimental.Resolver {
  readonly #listener: experimental.ResolverListener;
  readonly #endpoint: experimental.Endpoint;
  #told = false;

  static getDefaultAuthority({ path }: experimental.GrpcUri): string {
    return path;
  }

  constructor(_target: experimental.GrpcUri, listener: experimental.ResolverListener, options: ChannelOptions) {
    this.#listener = listener;
    this.#endpoint = { addresses: [options[addressOption] as experimental.SubchannelAddress] };
  }

  updateResolution(): void {
    if (this.#told) return;
    this.#told = true;
    process.nextTick(() => this.#listener(experimental.statusOrFromValue([this.#endpoint]), {}, null, ''));
  }

  destroy(): void {
    this.#told = false;
  }
}

experimental.registerResolver(scheme, DirectResolver);

class DirectCredentials extends ChannelCredentials {
  readonly #tls: ConnectionOptions;
  readonly #signal: AbortSignal;

  constructor(tls: ConnectionOptions, signal: AbortSignal) {
    super();
    this.#tls = tls;
    this.#signal = signal;
  }

  override _isSecure(): boolean {
    return true;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(): experimental.SecureConnector {
    const calls = CallCredentials.createEmpty();
    return {
      // A channel that could not connect tries once more after it was closed, and a socket that is made with a signal of the past stays.
      waitForReady: () => (this.#signal.aborted ? Promise.reject(new Error('the connection is not wanted any more')) : Promise.resolve()),
      connect: (socket) => this.#secure(socket),
      getCallCredentials: () => calls,
      destroy: () => undefined,
    };
  }

  #secure(socket: Parameters<experimental.SecureConnector['connect']>[0]): Promise<experimental.SecureConnectResult> {
    return new Promise((resolve, reject) => {
      const secure = connect({ ...this.#tls, socket });
      secure.once('secureConnect', () => resolve({ socket: secure, secure: true }));
      secure.on('error', reject);
      secure.once('close', () => reject(new Error('the connection was closed in the middle of the handshake')));
    });
  }
}
