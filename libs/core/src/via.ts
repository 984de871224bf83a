import { authority, sameAddress, type Address } from './address.ts';

/** The way to a server that is not reached directly: the next proxy. */
export interface Via {
  readonly scheme: 'http' | 'https' | 'socks5';
  readonly address: Address;
  /** For that proxy. Never logged, never part of a flow or of an error. */
  readonly credentials?: Credentials;
  /**
   * No tunnel: the proxy is given requests in absolute-form (RFC 9112, 3.2.2), for whatever origin. Plain HTTP through an `http` or `https`
   * proxy alone; absent: all bytes on the leg are the server's.
   */
  readonly forward?: true;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Which way connections leave by. Asked for each destination; what it answers for one stays the same. */
export interface Egress {
  /** Undefined: `to` is reached directly. Never one that forwards: that is for who speaks HTTP to say. */
  via(to: Address): Via | undefined;
}

/** Whether both lead to the same proxy as the same user, in the same manner. */
export function sameVia(a: Via | undefined, b: Via | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return a.scheme === b.scheme && sameAddress(a.address, b.address) && a.forward === b.forward
    && a.credentials?.user === b.credentials?.user && a.credentials?.password === b.credentials?.password;
}

/** How users and flows see it: `http://proxy:3128`, without credentials. */
export function viaName({ scheme, address }: Via): string {
  return `${scheme}://${authority(address.host, address.port)}`;
}
