import { ProxyError } from '@weir/core';
import { parseClientHello, type ClientHello } from './client-hello.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { invalidHello } from './reader.ts';

/** Content type of a record, and type of a message (RFC 8446, 5.1 and 4). */
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
/** RFC 8446, 5.1: a record carries at most 2^14 bytes. */
const MAX_RECORD = 1 << 14;
const RECORD_HEADER = 5;
const MESSAGE_HEADER = 4;

/**
 * Puts a ClientHello together from however many records and chunks it comes in, and keeps the bytes as they came: they are OpenSSL's
 * afterwards. Each byte is looked at once; memory and work are bounded by `maxBytes`, which counts whole records.
 */
export class HelloDecoder {
  readonly #max: number;
  readonly #raw: GrowingBytes;
  readonly #message: GrowingBytes;
  /** Where in the raw bytes the next record begins. */
  #record = 0;

  constructor(maxBytes: number) {
    this.#max = maxBytes;
    // While more is waited for, no more than `maxBytes` has come: the last chunk alone may go beyond, with what follows the hello.
    this.#raw = new GrowingBytes(Number.MAX_SAFE_INTEGER);
    this.#message = new GrowingBytes(maxBytes);
  }

  /** All that was pushed: the hello and what follows it. */
  get raw(): Uint8Array {
    return this.#raw.bytes;
  }

  /** The hello once it is whole. Throws a ProxyError for bytes that can never become one; after either it is not to be used again. */
  push(chunk: Uint8Array): ClientHello | 'more' {
    this.#raw.append(chunk);
    const raw = this.raw;
    for (;;) {
      const header = this.#record;
      if (header + RECORD_HEADER > this.#max) throw tooLong();
      // A wrong first byte is told at once: nothing that follows could mend it.
      if (raw.length > header && raw[header] !== HANDSHAKE) throw invalidHello('not a handshake record');
      if (raw.length < header + RECORD_HEADER) return 'more';
      const length = recordLength(raw, header);
      const end = header + RECORD_HEADER + length;
      if (end > this.#max) throw tooLong();
      if (raw.length < end) return 'more';
      this.#message.append(raw.subarray(header + RECORD_HEADER, end));
      this.#record = end;
      const hello = this.#complete();
      if (hello !== 'more') return hello;
    }
  }

  #complete(): ClientHello | 'more' {
    const message = this.#message.bytes;
    if (message[0] !== CLIENT_HELLO) throw invalidHello('the first message is another one');
    if (message.length < MESSAGE_HEADER) return 'more';
    const length = ((message[1] ?? 0) << 16) | ((message[2] ?? 0) << 8) | (message[3] ?? 0);
    if (message.length < MESSAGE_HEADER + length) return 'more';
    // RFC 8446, 5.1: nothing may share a record with the ClientHello, since keys may change after it.
    if (message.length > MESSAGE_HEADER + length) throw invalidHello('bytes follow it in its record');
    return parseClientHello(message.subarray(MESSAGE_HEADER));
  }
}

function recordLength(raw: Uint8Array, header: number): number {
  if (raw[header + 1] !== 3 || (raw[header + 2] ?? 0) > 4) throw invalidHello('the record has no version of TLS');
  const length = ((raw[header + 3] ?? 0) << 8) | (raw[header + 4] ?? 0);
  // RFC 8446, 5.1: handshake fragments are never empty.
  if (length === 0 || length > MAX_RECORD) throw invalidHello('a record of an impossible length');
  return length;
}

function tooLong(): ProxyError {
  return new ProxyError('limit-exceeded', 'the ClientHello is too long');
}
