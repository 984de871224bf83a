import { ProxyError, type Answer } from '@weir/core';
import { readBasicCredentials } from './basic-credentials.ts';
import type { RequestHead } from './head.ts';
import type { Http1Parts } from './options.ts';

/** So long a client that has proven who it is may repeat it on its connection without being checked again. */
export const provenMs = 30_000;

/** May the request go on: undefined; is that being found out; or why not, with the status of the answer. */
export type Verdict = undefined | 'pending' | ProxyError;

/**
 * Who sends the requests of one connection (RFC 9110, 11). What they say is checked by whoever answers `authenticate`; one request at a time is,
 * and what follows waits for it in the client's socket.
 */
export class Authentication {
  readonly #parts: Http1Parts;
  readonly #field: string | undefined;
  #verdict: Verdict;
  #asked: number | undefined;
  /** The field's value that is being checked, and the last that was right with when it was. */
  #checked = '';
  #proven = '';
  #provenAt = 0;

  constructor(parts: Http1Parts) {
    const { auth } = parts.route;
    this.#parts = parts;
    if (parts.options.authenticate && auth !== 'none') this.#field = auth === 'proxy' ? 'proxy-authorization' : 'authorization';
  }

  /** The Authorization field is for us, and goes no further. */
  get takesAuthorization(): boolean {
    return this.#field === 'authorization';
  }

  /** Of the head that was looked at last. */
  get verdict(): Verdict {
    return this.#verdict;
  }

  /** Looks at a head as the client sent it. */
  look(head: RequestHead): void {
    if (this.#field === undefined) return;
    const value = valueOf(head, this.#field);
    const credentials = value === undefined ? undefined : readBasicCredentials(value);
    if (value === undefined) this.#verdict = this.#challenge('The client did not say who it is, which is demanded here.');
    else if (credentials === undefined) this.#verdict = this.#challenge('The client does not say who it is by user name and password (Basic).');
    else if (this.#isProven(value)) this.#verdict = undefined;
    else {
      this.#verdict = 'pending';
      this.#checked = value;
      this.#asked = this.#parts.io.ask({ kind: 'authenticate', ...credentials });
    }
  }

  /** Takes the answer to what was asked. */
  answered(id: number, answer: Answer | ProxyError): void {
    if (id !== this.#asked) return;
    this.#asked = undefined;
    if (answer instanceof ProxyError) {
      this.#verdict = answer;
    } else if (answer.kind !== 'authenticate' || !answer.ok) {
      this.#verdict = this.#challenge('The user name or the password of the client is wrong.');
    } else {
      this.#verdict = undefined;
      this.#proven = this.#checked;
      this.#provenAt = this.#parts.io.now;
    }
    this.#checked = '';
  }

  #isProven(value: string): boolean {
    const { now } = this.#parts.io;
    return this.#proven !== '' && now >= this.#provenAt && now - this.#provenAt < provenMs && isSame(value, this.#proven);
  }

  /** RFC 9110, 15.5.2 and 15.5.8. */
  #challenge(message: string): ProxyError {
    return new ProxyError('auth-required', message, { status: this.#field === 'authorization' ? 401 : 407 });
  }
}

/** The only value of the field; undefined where it is missing, or there are two to choose from. */
function valueOf({ headers }: RequestHead, field: string): string | undefined {
  let found: string | undefined;
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string;
    if (name.length !== field.length || name.toLowerCase() !== field) continue;
    if (found !== undefined) return undefined;
    found = headers[at + 1];
  }
  return found;
}

/** In a time that says nothing about where they differ: a connection may carry requests of several people. */
function isSame(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let at = 0; at < a.length; at++) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}
