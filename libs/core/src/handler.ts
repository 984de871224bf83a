import type { Address } from './address.ts';
import type { ProxyError } from './error.ts';
import type { PeerCertificate } from './connection.ts';
import type { Session } from './session.ts';
import type { Side } from './side.ts';
import type { Via } from './via.ts';

/**
 * Inputs of a protocol. Synchronous: no clock, no socket, no promise. One handler at a time owns a connection.
 *
 * `bytes` is lent for the call: afterwards the memory is another read's. `io.send`, `secure` and `become` may be given it, or a part of it, within the call;
 * a handler that keeps bytes otherwise copies them.
 */
export interface Handler {
  onStart?(): void;
  /** One chunk of a stream, or one datagram. */
  onData(side: Side, bytes: Uint8Array): void;
  /** An orderly end (FIN, close_notify). Data towards that side may still flow. */
  onEnd(side: Side): void;
  /**
   * RST, RESET_STREAM, TLS truncated: never taken for an end. The side is gone both ways; of a QUIC stream only what that side sends, with the
   * code as the error's `status` (RFC 9000, 3.3).
   */
  onReset?(side: Side, error: ProxyError): void;
  /** STOP_SENDING: `side` wants no more of what is sent to it. */
  onStop?(side: Side, code: number): void;
  /** Answers `io.open`; the facts are on `conn.server` (of a stream that the server has opened, on `conn.client`). */
  onOpen?(error?: ProxyError): void;
  /** Answers `io.secure`; the facts are on the leg. */
  onSecure?(side: Side, error?: ProxyError): void;
  /** Answers `io.ask`. */
  onAnswer?(id: number, answer: Answer | ProxyError): void;
  onTimer?(id: number): void;
  /** Finish what is open, begin nothing new. */
  onDrain?(): void;
  /** The last call, made exactly once; `error` says why where the connection did not end by its own (idle-timeout, shutdown). */
  onClose?(error?: ProxyError): void;
}

/** Outputs of a protocol. The runtime does them over sockets, a playbook writes them down. After `close` or `become` they are no-ops for that handler. */
export interface Io {
  /** Milliseconds since the epoch, with fractions: time is an input. */
  readonly now: number;
  /** May retain `bytes`: not to be changed afterwards. To a side that is not there (yet, or any more) it is a no-op. */
  send(side: Side, bytes: Uint8Array): void;
  /** An orderly end towards `side`, after all that was sent. */
  end(side: Side): void;
  /** An abortive end of `side`: RST both ways, RESET_STREAM of what is sent to it. */
  reset(side: Side, code?: number): void;
  /**
   * STOP_SENDING: nothing more of what `side` sends follows, its end included. TCP has no such thing: there the side is heard as before, and a `close`
   * by this handler need not wait for what it still says. A peer that says something then is sent RST, which destroys what it has not read: only for
   * one that has answered all that it was sent (RFC 9112, 9.6). It is of the leg's present use: a successor, and who has the leg next, begin without it.
   */
  stop(side: Side, code: number): void;
  /**
   * Leave the peer's bytes in its socket until `release`. No `onData` of that side comes in between, even for bytes already read;
   * its end waits too. Holds do not nest.
   */
  hold(side: Side): void;
  release(side: Side): void;
  /**
   * Opens the server leg; answered by `onOpen`, never within the call. The present server leg is abandoned: no event of it follows. An idle one
   * by the same forwarding proxy is kept and serves the new destination, too: `reused` on the leg then says so.
   * Of a stream it opens the counterpart on the other side's connection, wherever `to` is.
   */
  open(to: Address, via?: Via): void;
  /**
   * The server leg is between two exchanges of HTTP/1.1, and nothing on it is this client's alone: another connection may have it by `take`. It is
   * gone from this one without an event; `conn.server` stays as it is. Where it is not in a state to be kept, nothing happens.
   */
  park(): void;
  /**
   * In place of `open`, and of `secure` where `tls` says how: takes a leg to `to` that was parked, for who is about to speak HTTP/1.1. True where there
   * was one: the present leg is abandoned, `conn.server` is the new one at once (`parked` says so), open and as secure as asked; no `onOpen` follows. Such
   * a leg may turn out to be closed at any time. Whatever comes from it before the first `send` to it is on the wire is nobody's answer, and is told as
   * a reset (`onReset`), held or not. One that was sent nothing is parked again when it is given up.
   */
  take(to: Address, via: Via | undefined, tls?: TlsParams): boolean;
  /** Makes `side` a TLS side; answered by `onSecure`, never within the call. CLIENT: both sides are held until then. */
  secure(side: Side, params: TlsParams): void;
  /** Answered by `onAnswer` with the id returned, never within the call. */
  ask(question: Question): number;
  /** Calls `onTimer(id)` in `ms` milliseconds; a second call with the same id moves the timer. */
  timer(id: number, ms: number): void;
  cancelTimer(id: number): void;
  /** Answers a held SYN (packet acceptors); elsewhere nothing. */
  admit(): void;
  /**
   * Hands the connection to `next` and leaves the data path. The runtime calls `next.onStart()`, then `onData` with the heads, then repeats
   * ends and resets that the predecessor has seen. An open that is under way is answered to `next`; one that was answered is on `conn.server`.
   * Timers of the predecessor are cancelled, its holds released. Its onClose is called (without error) before next.onStart.
   */
  become(next: Handler, heads?: Heads): void;
  /** Hands both sides, made secure by QUIC, to a session of many streams, and leaves the data path: the handler's onClose follows, without error. */
  session(kind: 'quic', session: Session): void;
  /** Ends the whole connection: what was sent is flushed first; with an error the runtime logs it. */
  close(error?: ProxyError): void;
}

/** Bytes that were read and belong to the next handler. */
export interface Heads {
  readonly client?: Uint8Array;
  readonly server?: Uint8Array;
  /** The client's, where they are datagrams: each is delivered by a call of its own, before `client`. */
  readonly datagrams?: readonly Uint8Array[];
}

export interface TlsParams {
  readonly protocol: 'tls' | 'dtls' | 'quic';
  /** CLIENT: the bytes that were read already, from the ClientHello's first on. */
  readonly head?: Uint8Array;
  /** CLIENT: the same for DTLS and QUIC, whose ClientHello may take several datagrams. */
  readonly datagrams?: readonly Uint8Array[];
  /** SERVER: the name to ask for; absent for IP literals. */
  readonly sni?: string;
  /** CLIENT: what may be chosen, best first; empty: the extension is not answered. SERVER: what is offered. */
  readonly alpn?: readonly string[];
  /** CLIENT: the certificate to show. */
  readonly leaf?: LeafRequest;
  /** SERVER: whether the chain and the name are checked. Default `full`. */
  readonly verify?: Verify;
}

export type Verify = 'full' | 'none';

/** The certificate that a client is to see. The runtime asks the CertSource for it. */
export interface LeafRequest {
  /** Names it must hold besides those of `like`: SNI, destination. DNS names or IP literals; the first is the preferred one. */
  readonly names: readonly string[];
  /** The server's own certificate: its names come first, its CN and O are copied. */
  readonly like?: PeerCertificate;
}

/** What a handler cannot know at once. Each has a deadline in the runtime. */
export type Question =
  | { readonly kind: 'resolve'; readonly host: string }
  | { readonly kind: 'authenticate'; readonly user: string; readonly password: string }
  | { readonly kind: 'associate' }
  | { readonly kind: 'decide'; readonly candidates: readonly string[] };

export type Answer =
  | { readonly kind: 'resolve'; readonly addresses: readonly string[] }
  | { readonly kind: 'authenticate'; readonly ok: boolean }
  | { readonly kind: 'associate'; readonly address: Address }
  | { readonly kind: 'decide'; readonly action: 'intercept' | 'pass' | 'close' };
