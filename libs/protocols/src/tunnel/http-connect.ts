import { authority, ProxyError, viaName, type Address, type Limits, type TunnelDialogue, type TunnelStep, type Via } from '@weir/core';
import { violation } from '../http1/fields.ts';
import { parseResponseHead, type ResponseHead } from '../http1/head.ts';
import { HeldHead } from '../http1/held-head.ts';
import { authenticationAdvice, basicCredentials } from './proxy-authentication.ts';

/** What every answer begins with: another protocol is known at its first byte, not when it falls silent. */
const BEGINNING = 'HTTP/1.';
/** RFC 9110, 15.2: any number may come; a proxy that means it sends one. */
const MAX_INTERIM = 16;
/** Of a reason phrase, in an error. */
const MAX_REASON = 200;

/**
 * CONNECT (RFC 9110, 9.3.6): a tunnel through an HTTP proxy, over whatever connects to it. The answer's head is read as strictly as any; what
 * follows that of a 2xx is the server's.
 */
export class HttpConnect implements TunnelDialogue {
  readonly #to: string;
  readonly #via: Via;
  readonly #held: HeldHead;
  #interim = 0;

  /** `to` is a destination that `destinationOf` knows. */
  constructor(to: Address, via: Via, limits: Limits) {
    this.#to = authority(to.host, to.port);
    this.#via = via;
    this.#held = new HeldHead(limits);
  }

  start(): Uint8Array {
    const { credentials } = this.#via;
    const authorization = credentials === undefined ? '' : `Proxy-Authorization: ${basicCredentials(credentials)}\r\n`;
    return Buffer.from(`CONNECT ${this.#to} HTTP/1.1\r\nHost: ${this.#to}\r\n${authorization}\r\n`, 'latin1');
  }

  onData(bytes: Uint8Array): TunnelStep {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    try {
      return this.#read(chunk);
    } catch (error) {
      if (!(error instanceof ProxyError)) throw error;
      return new ProxyError(error.code, `Upstream proxy ${viaName(this.#via)} does not answer the CONNECT to ${this.#to} in HTTP: ${error.message}.`, { cause: error });
    }
  }

  #read(chunk: Buffer): TunnelStep {
    for (let at = 0; at < chunk.length;) {
      this.#checkBeginning(chunk, at);
      const before = this.#held.length;
      const length = this.#held.add(chunk, at);
      if (length < 0) break;
      at += length - before;
      const head = parseResponseHead(this.#held.take(length));
      // RFC 9110, 9.3.6: Content-Length and Transfer-Encoding of a 2xx mean nothing here.
      if (head.status >= 200 && head.status < 300) return { kind: 'open', rest: chunk.subarray(at) };
      if (head.status >= 200) return this.#refused(head);
      if (head.status === 101) throw violation('it switches protocols');
      if (++this.#interim > MAX_INTERIM) throw violation('too many interim answers');
    }
    return { kind: 'more' };
  }

  #checkBeginning(chunk: Buffer, at: number): void {
    const { length } = this.#held;
    for (let i = length; i < BEGINNING.length && at + i - length < chunk.length; i++) {
      if (chunk[at + i - length] !== BEGINNING.charCodeAt(i)) throw violation('this is another protocol');
    }
  }

  #refused({ status, reason }: ResponseHead): ProxyError {
    const shown = reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON)}...` : reason;
    const said = shown === '' ? `${status}` : `${status} ${shown}`;
    return new ProxyError('upstream-refused', `Upstream proxy ${viaName(this.#via)} refused the CONNECT to ${this.#to}: ${said}.${authenticationAdvice(status, this.#via)}`, { status, reason: shown });
  }
}
