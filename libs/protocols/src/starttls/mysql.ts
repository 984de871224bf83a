import { CLIENT, type Side } from '@weir/core';
import { GrowingBytes } from '../tls/growing-bytes.ts';
import type { Dialogue, Heard } from './dialogue.ts';

/** A packet begins with its length in three bytes, least significant first, and its number in the dialogue. */
const HEADER = 4;
const PROTOCOL = 10;
/** What stands between the server's version and its capabilities: connection id, first part of the scramble, a zero. */
const BEFORE_CAPABILITIES = 4 + 8 + 1;
const CLIENT_PROTOCOL_41 = 0x0200;
const CLIENT_SSL = 0x0800;
/** A handshake response that ends before the user's name. */
const SSL_REQUEST = 32;
const maxGreeting = 1024;

/** MySQL and MariaDB up to TLS: the server greets with what it can, the client asks for TLS and begins with it, without an answer. */
export class MysqlDialogue implements Dialogue {
  readonly #greeting = new GrowingBytes(HEADER + maxGreeting);
  readonly #request = new GrowingBytes(HEADER + SSL_REQUEST);
  #greeted = false;

  hear(side: Side, bytes: Uint8Array): Heard {
    if (side === CLIENT) return this.#greeted ? this.#hearRequest(bytes) : 'over';
    return this.#greeted || !this.#greeting.append(bytes) ? 'over' : this.#hearGreeting(this.#greeting.bytes);
  }

  #hearGreeting(bytes: Uint8Array): Heard {
    const number = bytes[3];
    if ((number !== undefined && number !== 0) || (bytes.length > HEADER && bytes[HEADER] !== PROTOCOL)) return 'over';
    if (bytes.length < HEADER) return 'more';
    const length = bodyLength(bytes);
    if (length > maxGreeting || bytes.length > HEADER + length) return 'over';
    if (bytes.length < HEADER + length) return 'more';
    const version = bytes.indexOf(0, HEADER + 1);
    const at = version + 1 + BEFORE_CAPABILITIES;
    if (version < 0 || at + 2 > bytes.length || (uint16(bytes, at) & CLIENT_SSL) === 0) return 'over';
    this.#greeted = true;
    return 'more';
  }

  #hearRequest(chunk: Uint8Array): Heard {
    const before = this.#request.length;
    const at = HEADER + SSL_REQUEST - before;
    this.#request.append(chunk.subarray(0, at));
    const { bytes } = this.#request;
    if ((bytes.length > 2 && bodyLength(bytes) !== SSL_REQUEST) || (bytes.length > 3 && bytes[3] !== 1)) return 'over';
    if (bytes.length < HEADER + SSL_REQUEST) return 'more';
    const wanted = CLIENT_SSL | CLIENT_PROTOCOL_41;
    return (uint16(bytes, HEADER) & wanted) === wanted ? { turn: 'granted', at } : 'over';
  }
}

function bodyLength(bytes: Uint8Array): number {
  return uint16(bytes, 0) | ((bytes[2] ?? 0) << 16);
}

function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}
