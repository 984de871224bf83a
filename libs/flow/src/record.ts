import type { ErrorCode, FlowState, FlowType, MessageKind } from './names.ts';

/*
 * What capture fills and BatchEncoder writes: plain, mutable objects. Times are microseconds since 1970, sizes bytes.
 * "Octets" are strings of which each character is one byte of the wire (latin1); other strings are text.
 */

/** A revision of one flow (docs/specs/flow-record.md). */
export interface FlowRecord {
  /** A ULID, 16 bytes. */
  id: Uint8Array;
  type: FlowType;
  state: FlowState;
  /** From 1; a higher one replaces a lower one. */
  revision: number;
  /** The mode's SPEC as given. */
  mode: string;
  startedAtUs: number;
  /** 0: still open. */
  endedAtUs: number;
  client: PeerRecord;
  /** undefined: it was never known. */
  server: PeerRecord | undefined;
  request: RequestRecord | undefined;
  response: ResponseRecord | undefined;
  /** Of tcp and udp flows and WebSockets, over both sides. */
  messages: MessagesRecord | undefined;
  error: ErrorRecord | undefined;
}

export interface PeerRecord {
  /** As asked for: a name or an IP literal, IPv6 without brackets. */
  address: string;
  port: number;
  /** What was dialled; empty or absent where it is not known. */
  ip?: string | undefined;
  /** The proxy it was reached through, as a URL. */
  via?: string | undefined;
  tls?: TlsRecord | undefined;
}

/** As core's TlsFacts, which fits here as it is. */
export interface TlsRecord {
  readonly version: string;
  readonly cipher: string;
  readonly alpn?: string | undefined;
  readonly sni?: string | undefined;
  readonly certificate?: CertificateRecord | undefined;
}

export interface CertificateRecord {
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly notAfter: string;
  readonly names: readonly string[];
}

export interface RequestRecord {
  /** Octets. */
  method: string;
  scheme: string;
  /** Octets; IPv6 without brackets. */
  host: string;
  port: number;
  /** Octets. */
  path: string;
  /** Octets, as the client sent it; empty or absent: it sent none. */
  authority?: string | undefined;
  httpVersion: string;
  /** Octets: name, value, name, value. */
  headers: readonly string[];
  trailers: readonly string[];
  body: BodyRecord;
}

export interface ResponseRecord {
  status: number;
  /** Octets. */
  reason: string;
  httpVersion: string;
  /** Octets: name, value, name, value. */
  headers: readonly string[];
  trailers: readonly string[];
  body: BodyRecord;
  /** When its head was whole; 0: not known. */
  startedAtUs: number;
}

export interface BodyRecord {
  /** On the wire, without transfer coding. */
  size: number;
  /** Kept: in `parts`, or in chunks that were sent before. Less than `size`: the body is truncated. */
  captured: number;
  /** The whole of a short body, in pieces; empty where it went in chunks. */
  parts: readonly Uint8Array[];
}

export interface MessagesRecord {
  count: number;
  bytes: number;
}

export interface ErrorRecord {
  code: ErrorCode;
  message: string;
}

/** A piece of a long body, or one message. Idempotent by (flow, kind, side of a body, seq). */
export interface ChunkRecord {
  /** The flow's id. */
  flow: Uint8Array;
  kind: 'body' | 'message';
  /** Who sent it: 0 the client, 1 the server. */
  side: 0 | 1;
  /** From 0: of a body by side, of messages over both sides. */
  seq: number;
  data: Uint8Array;
  /** Messages: when it came. Bodies: 0. */
  atUs: number;
  /** Messages only. */
  messageKind: MessageKind | undefined;
  /** Messages: bytes on the wire, of which `data` may be the first part. Bodies: 0. */
  size: number;
}

/** Records or bytes that capture had to drop. */
export interface LostRecord {
  /** Such as `memory-limit`. */
  reason: string;
  /** Flow and chunk records that had been given a number. */
  count: number;
  fromUs: number;
  untilUs: number;
  bytes: number;
  /** The numbers that are lost, first and last; 0: none had been given. */
  firstSeq: number;
  lastSeq: number;
}

/** The last record of an epoch that ended in order. */
export interface GoodbyeRecord {
  lastSeq: number;
}
