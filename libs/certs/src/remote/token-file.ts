import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { Metadata, status } from '@grpc/grpc-js';
import { stampsOf } from '../local/file-stamps.ts';
import { bearerToken } from './bearer-token.ts';
import { CallFailure } from './call-failure.ts';
import type { Caller } from './caller.ts';

/** Kubernetes's tokens have one to two KiB; HTTP/2 servers take 16 KiB of headers as a rule. */
const maxBytes = 12 * 1024;

/** A service account's token in a file that Kubernetes replaces before it expires. The file need not be there yet. */
export class TokenFile implements Caller {
  readonly speaker = 'anybody';
  readonly #file: string;
  /** Of what was read last. */
  #stamp = '';
  #metadata: Metadata | undefined;
  #failure: CallFailure | undefined;

  constructor(file: string) {
    this.#file = file;
    this.look();
  }

  get credentials(): unknown {
    return this.#metadata;
  }

  metadata(): Metadata {
    if (this.#metadata === undefined) this.look();
    if (this.#metadata === undefined) throw this.#failure!;
    return this.#metadata;
  }

  refused(): CallFailure | undefined {
    return this.#metadata === undefined ? this.#failure : undefined;
  }

  renew(used: unknown): Promise<boolean> {
    this.look();
    return Promise.resolve(this.#metadata !== undefined && this.#metadata !== used);
  }

  retry(): void {
    this.look();
  }

  /** A token that was read stays where the next cannot be: it may be good for a while. */
  look(): void {
    try {
      const stamp = stampsOf([this.#file]);
      if (stamp === this.#stamp) return;
      this.#metadata = bearer(read(this.#file));
      this.#stamp = stamp;
    } catch (error) {
      this.#failure = new CallFailure(status.UNAUTHENTICATED, `the token in ${this.#file} cannot be read: ${(error as Error).message}`);
    }
  }
}

/** A token as it goes with a call. Throws an Error that does not show it. */
export function bearer(token: string): Metadata {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${bearerToken(token)}`);
  return metadata;
}

function read(file: string): string {
  // A pipe in its place must not keep the process waiting.
  const fd = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new Error('it is not a regular file');
    if (stat.size > maxBytes) throw new Error(`it has ${stat.size} bytes, which no token has`);
    return readFileSync(fd, 'latin1');
  } finally {
    closeSync(fd);
  }
}
