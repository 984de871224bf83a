import { Buffer } from 'node:buffer';
import { beginsAsJson, bodyKind, fieldOf, type BodyKind } from './body-kind.ts';
import { contentCodings, withCodings, withoutCodings } from './content-coding.ts';
import type { JsonRedactor } from './json-redactor.ts';
import type { ParameterRedactor } from './parameter-redactor.ts';

/** A body whose codings are undone is read up to here; with what stands in place of values it may become twice as long. */
const maxBytes = 2 * 1024 * 1024;

type MessageKind = 'text' | 'binary' | 'data';

/** Rules that look into bodies and messages. What cannot be read is undefined: it must not be kept. */
export class BodyRedactor {
  readonly #json: JsonRedactor | undefined;
  readonly #form: ParameterRedactor | undefined;

  constructor(json: JsonRedactor | undefined, form: ParameterRedactor | undefined) {
    this.#json = json;
    this.#form = form;
  }

  /** Whether a body with these headers, which begins with `first`, must be whole to be read. */
  holds(headers: readonly string[], first: Uint8Array): boolean {
    const kind = this.#kind(headers);
    if (kind !== 'perhaps-json') return kind !== 'other';
    return fieldOf(headers, 'content-encoding') !== '' || beginsAsJson(first) !== false;
  }

  /** `parts` itself where nothing is to be replaced. Content codings are undone, and done again. */
  body(headers: readonly string[], parts: readonly Uint8Array[]): readonly Uint8Array[] | undefined {
    const kind = this.#kind(headers);
    if (kind === 'other' || parts.length === 0) return parts;
    const codings = contentCodings(fieldOf(headers, 'content-encoding'));
    if (codings === undefined) return undefined;
    const coded = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    const plain = withoutCodings(coded, codings, maxBytes);
    if (plain === undefined) return undefined;
    const redacted = this.#read(kind, plain);
    if (redacted === undefined || redacted.length > 2 * maxBytes) return undefined;
    return redacted === plain ? parts : [withCodings(redacted, codings)];
  }

  /** A message of a WebSocket. */
  message(kind: MessageKind, bytes: Uint8Array): Uint8Array | undefined {
    if (this.#json === undefined) return bytes;
    if (kind === 'data' || bytes.length > maxBytes) return undefined;
    if (kind === 'binary') return beginsAsJson(bytes) === true ? this.#json.redact(bytes) : bytes;
    // In a text without a brace or bracket there is nothing that a path could lead to. A number before JSON (socket.io) is a document of its own.
    return bytes.includes(0x7b) || bytes.includes(0x5b) ? this.#json.redact(bytes) : bytes;
  }

  #kind(headers: readonly string[]): BodyKind {
    const kind = bodyKind(fieldOf(headers, 'content-type'));
    if (kind === 'form' && this.#form === undefined) return this.#json === undefined ? 'other' : 'perhaps-json';
    if ((kind === 'json' || kind === 'perhaps-json') && this.#json === undefined) return 'other';
    return kind;
  }

  #read(kind: BodyKind, plain: Uint8Array): Uint8Array | undefined {
    if (kind === 'json') return this.#json!.redact(plain);
    // Who did not call it JSON may have meant something else that begins like it.
    const asJson = this.#json !== undefined && beginsAsJson(plain) === true ? this.#json.redact(plain) : undefined;
    return asJson ?? (kind === 'form' ? this.#asForm(plain) : plain);
  }

  #asForm(plain: Uint8Array): Uint8Array {
    const text = Buffer.from(plain.buffer, plain.byteOffset, plain.length).toString('latin1');
    const redacted = this.#form!.redact(text, 'form');
    return redacted === text ? plain : Buffer.from(redacted, 'latin1');
  }
}
