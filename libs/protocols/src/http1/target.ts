import type { Address, Via } from '@weir/core';

/** Which server answers a request, and how it is reached. */
export interface Origin {
  readonly address: Address;
  readonly tls: boolean;
  readonly via: Via | undefined;
}

/** Where a request goes, and what a flow says about it. */
export interface Target {
  readonly origin: Origin;
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  /** As an origin sees it: origin-form, or `*`; a CONNECT's authority. */
  readonly path: string;
  /** The request target as it is forwarded: the path, or absolute-form where the next proxy is asked. */
  readonly sent: string;
  /** The authority as the client sent it. */
  readonly authority: string | undefined;
  /** The authority of an absolute-form target: it replaces Host (RFC 9112, 3.2.2). */
  readonly replacesHost: string | undefined;
  /** This proxy answers it itself: `origin` is only what the client calls it. */
  readonly here: boolean;
}
