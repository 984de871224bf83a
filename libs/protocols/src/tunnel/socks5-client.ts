import { authority, ProxyError, viaName, type Address, type Credentials, type TunnelDialogue, type TunnelStep, type Via } from '@weir/core';
import type { ErrorCode } from '@weir/flow';
import {
  ADDRESS_TYPE_NOT_SUPPORTED, COMMAND_NOT_SUPPORTED, CONNECT, CONNECTION_REFUSED, DOMAIN, GENERAL_FAILURE, HOST_UNREACHABLE, IPV4, IPV6, NETWORK_UNREACHABLE,
  NO_ACCEPTABLE_METHOD, NO_AUTHENTICATION, NOT_ALLOWED, SUBNEGOTIATION, SUCCEEDED, TTL_EXPIRED, USER_PASSWORD, VERSION,
} from '../socks5/numbers.ts';
import { destinationOf } from './destination.ts';

/** Replies (RFC 1928, 6) and what they mean. The proxy looked for the server in our place: what it met is told as if it were our own. */
const replies: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  [GENERAL_FAILURE]: ['upstream-refused', 'general failure'],
  [NOT_ALLOWED]: ['upstream-refused', 'its rules forbid it'],
  [NETWORK_UNREACHABLE]: ['connect-unreachable', 'the network is unreachable'],
  [HOST_UNREACHABLE]: ['connect-unreachable', 'the host is unreachable'],
  [CONNECTION_REFUSED]: ['connect-refused', 'the connection was refused'],
  [TTL_EXPIRED]: ['connect-timeout', 'the time to live expired'],
  [COMMAND_NOT_SUPPORTED]: ['upstream-refused', 'it knows no CONNECT'],
  [ADDRESS_TYPE_NOT_SUPPORTED]: ['upstream-refused', 'it does not know that type of address'],
};

/** A message that the proxy owes. */
type State = 'method' | 'authentication' | 'reply';

/** A connection through a SOCKS5 proxy (RFC 1928), with user and password where there are any (RFC 1929). Names are left to the proxy. */
export class Socks5Client implements TunnelDialogue {
  readonly #to: Address;
  readonly #via: Via;
  #state: State = 'method';
  /** Of a message that is not whole: at most 261 octets. */
  #held: Uint8Array = new Uint8Array();

  /** `to` is a destination that `destinationOf` knows, credentials are at most 255 octets each. */
  constructor(to: Address, via: Via) {
    this.#to = to;
    this.#via = via;
  }

  start(): Uint8Array {
    return this.#via.credentials === undefined ? Uint8Array.of(VERSION, 1, NO_AUTHENTICATION) : Uint8Array.of(VERSION, 2, NO_AUTHENTICATION, USER_PASSWORD);
  }

  onData(chunk: Uint8Array): TunnelStep {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const sends: Uint8Array[] = [];
    let at = 0;
    while (this.#state !== 'reply') {
      if (bytes.length < at + 2) return this.#wait(bytes, at, sends);
      const answer = this.#negotiate(bytes[at] as number, bytes[at + 1] as number);
      if (answer instanceof ProxyError) return answer;
      sends.push(answer);
      at += 2;
    }
    const length = this.#reply(bytes, at);
    if (length instanceof ProxyError) return length;
    if (length === 0 || bytes.length < at + length) return this.#wait(bytes, at, sends);
    return { kind: 'open', rest: bytes.subarray(at + length), ...sent(sends) };
  }

  #wait(bytes: Uint8Array, at: number, sends: readonly Uint8Array[]): TunnelStep {
    this.#held = Uint8Array.from(bytes.subarray(at));
    return { kind: 'more', ...sent(sends) };
  }

  /** The two octets that choose a method, or judge a password; answers what is said to them. */
  #negotiate(version: number, value: number): Uint8Array | ProxyError {
    const { credentials } = this.#via;
    if (this.#state === 'authentication') {
      // RFC 1929, 2: any other status is a failure. Some proxies put SOCKS's own version here.
      if (version !== SUBNEGOTIATION && version !== VERSION) return this.#violation('it answers a password with what is no status');
      return value === 0 ? this.#request() : this.#refused('it does not take the credentials that it was given', value);
    }
    if (version !== VERSION) return this.#violation('this is another protocol');
    if (value === NO_AUTHENTICATION) return this.#request();
    if (value === USER_PASSWORD && credentials !== undefined) {
      this.#state = 'authentication';
      return userAndPassword(credentials);
    }
    if (value !== NO_ACCEPTABLE_METHOD) return this.#violation('it chooses a method that was not offered');
    return this.#refused(credentials === undefined ? 'it wants credentials: give them in the URL of via' : 'it takes neither user and password nor none', value);
  }

  /** RFC 1928, 4. */
  #request(): Uint8Array {
    this.#state = 'reply';
    const { host, port } = this.#to;
    const destination = destinationOf(host) ?? '';
    const address = typeof destination === 'string'
      ? [DOMAIN, destination.length, ...Buffer.from(destination, 'latin1')]
      : [destination.length === 4 ? IPV4 : IPV6, ...destination];
    return Uint8Array.from([VERSION, CONNECT, 0, ...address, port >> 8, port & 0xff]);
  }

  /** How long the reply at `at` is; 0: not known yet. What it was bound to is of no interest. */
  #reply(bytes: Uint8Array, at: number): number | ProxyError {
    if (bytes.length > at && bytes[at] !== VERSION) return this.#violation('its reply is none');
    if (bytes.length < at + 2) return 0;
    const reply = bytes[at + 1] as number;
    if (reply !== SUCCEEDED) return this.#failed(reply);
    if (bytes.length < at + 5) return 0;
    switch (bytes[at + 3]) {
      case IPV4: return 10;
      case IPV6: return 22;
      case DOMAIN: return 7 + (bytes[at + 4] as number);
      default: return this.#violation('its reply has an address of an unknown type');
    }
  }

  #failed(reply: number): ProxyError {
    const [code, text] = replies[reply] ?? ['upstream-refused', 'an unknown reply'];
    return this.#error(code, `${text} (SOCKS reply ${reply})`, reply);
  }

  #refused(why: string, status: number): ProxyError {
    return this.#error('upstream-refused', why, status);
  }

  #violation(why: string): ProxyError {
    return this.#error('protocol-violation', why);
  }

  #error(code: ErrorCode, why: string, status?: number): ProxyError {
    const message = `Upstream proxy ${viaName(this.#via)} does not connect to ${authority(this.#to.host, this.#to.port)}: ${why}.`;
    return new ProxyError(code, message, status === undefined ? {} : { status, reason: why });
  }
}

function sent(sends: readonly Uint8Array[]): { readonly send?: Uint8Array } {
  return sends.length === 0 ? {} : { send: Buffer.concat(sends) };
}

/** RFC 1929, 2. */
function userAndPassword({ user, password }: Credentials): Uint8Array {
  const [name, word] = [Buffer.from(user, 'utf8'), Buffer.from(password, 'utf8')];
  return Uint8Array.from([SUBNEGOTIATION, name.length, ...name, word.length, ...word]);
}
