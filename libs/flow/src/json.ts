import type { ErrorCode, FlowState, FlowType, MessageKind } from './names.ts';

/** A flow as the query API answers it (docs/specs/flow-record.md). What has nothing to say is absent, never null. */
export interface FlowJson {
  /** A ULID in Crockford's base 32, 26 characters. */
  readonly id: string;
  readonly type: FlowType;
  readonly state: FlowState;
  readonly revision: number;
  readonly mode: string;
  readonly producer: string;
  /** ISO 8601 with microseconds, UTC. */
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly durationMs?: number;
  readonly client: PeerJson;
  readonly server?: PeerJson;
  readonly request?: RequestJson;
  readonly response?: ResponseJson;
  readonly messages?: { readonly count: number; readonly bytes: number };
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

export interface PeerJson {
  readonly address: string;
  readonly port: number;
  readonly ip?: string;
  readonly via?: string;
  readonly tls?: TlsJson;
}

export interface TlsJson {
  readonly version: string;
  readonly cipher: string;
  readonly alpn?: string;
  readonly sni?: string;
  readonly certificate?: {
    readonly subject: string;
    readonly issuer: string;
    readonly notAfter: string;
    readonly names: readonly string[];
  };
}

export type HeaderJson = readonly [name: string, value: string];

export interface BodyJson {
  readonly size: number;
  readonly captured: number;
  readonly truncated: boolean;
}

export interface RequestJson {
  readonly method: string;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly url: string;
  readonly authority?: string;
  readonly httpVersion: string;
  readonly headers: readonly HeaderJson[];
  readonly trailers: readonly HeaderJson[];
  readonly body: BodyJson;
}

export interface ResponseJson {
  readonly status: number;
  readonly reason: string;
  readonly httpVersion: string;
  readonly headers: readonly HeaderJson[];
  readonly trailers: readonly HeaderJson[];
  readonly body: BodyJson;
}

/** A message of a tcp, udp or WebSocket flow. `data` is base64. */
export interface MessageJson {
  readonly seq: number;
  readonly at: string;
  readonly from: 'client' | 'server';
  readonly kind: MessageKind;
  readonly size: number;
  readonly data: string;
}

export interface LossJson {
  readonly captured: number;
  readonly stored: number;
  readonly lost: readonly LostJson[];
}

export interface LostJson {
  readonly producer: string;
  readonly reason: string;
  /** null: unknown, an epoch that ended without goodbye. */
  readonly count: number | null;
  readonly from?: string;
  readonly until?: string;
}
