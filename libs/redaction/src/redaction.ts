import { Buffer } from 'node:buffer';
import { CLIENT, type Side } from '@weir/core';
import type { FlowRecord, MessageKind } from '@weir/flow';
import { BodyRedactor } from './body-redactor.ts';
import { HeaderRules } from './header-rules.ts';
import { JsonRedactor } from './json-redactor.ts';
import { ParameterRedactor } from './parameter-redactor.ts';
import { PathMatcher } from './path-matcher.ts';
import { redactAuthority, redactUserInfo } from './user-info.ts';
import { ValueHasher, isHash, randomKey } from './value-hasher.ts';

/** What is to be replaced. Names of headers and parameters are compared without case. */
export interface RedactionRules {
  readonly headers: readonly string[];
  /** Parameters of queries and forms. */
  readonly query: readonly string[];
  /** Paths in JSON (json-path.ts). */
  readonly json: readonly string[];
}

/** A body or message that is to be read is held up to here, in bytes; a longer one cannot be read. */
export const maxRedactedBytes = 1024 * 1024;

/** One value that was replaced, and was no hash before. */
export interface Finding {
  /** Such as `request header referer`, `response body`. */
  readonly where: string;
  /** The rule, as the option names it: `redact_query token`. */
  readonly rule: string;
}

export interface RedactionOptions extends RedactionRules {
  /** At least 16 characters; absent: a random one of this process. */
  readonly key?: string | undefined;
  readonly onFinding?: (finding: Finding) => void;
}

/** URLs and nothing else (RFC 9110, sections 10.1.3, 10.2.2 and 8.7). */
const urlFields: ReadonlySet<string> = new Set(['referer', 'location', 'content-location']);
/** A copy of fewer characters in an error's message may be anything. */
const minCopy = 4;

/**
 * Replaces what rules name by keyed hashes, in what capture is about to encode: `record` in all of a flow but its bodies, `body` and `message` in these. What is replaced is never
 * in place: what came in stays as it was. Synchronous; an instance must not be called from within itself.
 */
export class Redaction {
  /** Of the key: stands in each hash. */
  readonly keyId: string;
  readonly #hasher: ValueHasher;
  readonly #headers: HeaderRules;
  readonly #parameters: ParameterRedactor | undefined;
  readonly #bodies: BodyRedactor;
  readonly #hidesUserInfo: boolean;
  readonly #onFinding: ((finding: Finding) => void) | undefined;
  /** Where the value is that is being replaced: a part of the flow and, of headers, the field. */
  #part = '';
  #field = '';
  /** Values of the record that were replaced, where its error may hold a copy. */
  #values: string[] | undefined;

  /** Throws HeaderNameError, JsonPathError or RedactionKeyError. */
  constructor({ headers, query, json, key = randomKey(), onFinding }: RedactionOptions) {
    this.#hasher = new ValueHasher(key);
    this.keyId = this.#hasher.keyId;
    this.#headers = new HeaderRules(headers, (octets, rule) => this.#replace(octets, 'redact_headers', rule));
    this.#parameters = query.length === 0 ? undefined : new ParameterRedactor(query, (octets, rule) => this.#replace(octets, 'redact_query', rule));
    const jsonRedactor = json.length === 0 ? undefined : new JsonRedactor(new PathMatcher(json), (octets, rule) => this.#replace(octets, 'redact_json', rule));
    this.#bodies = new BodyRedactor(jsonRedactor, this.#parameters);
    this.#hidesUserInfo = this.#headers.has('authorization');
    this.#onFinding = onFinding;
  }

  /** Changes the record: all but its bodies. */
  record(record: FlowRecord): void {
    const { request, response, error } = record;
    this.#values = error === undefined ? undefined : [];
    if (request !== undefined) {
      this.#at('request path', '');
      request.path = this.#inUrl(request.path, 'url');
      this.#at('request authority', '');
      if (this.#hidesUserInfo && request.authority !== undefined) request.authority = redactAuthority(request.authority, this.#replaceUserInfo);
      request.headers = this.#inHeaders(request.headers, 'request header');
      request.trailers = this.#inHeaders(request.trailers, 'request trailer');
    }
    if (response !== undefined) {
      response.headers = this.#inHeaders(response.headers, 'response header');
      response.trailers = this.#inHeaders(response.trailers, 'response trailer');
    }
    if (error !== undefined) error.message = this.#withoutCopies(error.message);
    this.#values = undefined;
  }

  /** Whether a body must be whole for `body` to read it: then none of it may be published before. `first`: what it begins with. */
  holds(headers: readonly string[], first: Uint8Array): boolean {
    return this.#bodies.holds(headers, first);
  }

  /** A body that `holds` was true of, whole; the same parts where nothing is replaced, undefined where it cannot be read. */
  body(side: Side, headers: readonly string[], parts: readonly Uint8Array[]): readonly Uint8Array[] | undefined {
    this.#at(side === CLIENT ? 'request body' : 'response body', '');
    return this.#bodies.body(headers, parts);
  }

  /** A message of an http flow, whole; the same bytes where nothing is replaced, undefined where it cannot be read. */
  message(side: Side, kind: MessageKind, bytes: Uint8Array): Uint8Array | undefined {
    this.#at(side === CLIENT ? 'client message' : 'server message', '');
    return this.#bodies.message(kind, bytes);
  }

  #inHeaders(headers: readonly string[], part: string): readonly string[] {
    let changed: string[] | undefined;
    for (let at = 0; at + 1 < headers.length; at += 2) {
      const name = headers[at]!;
      const value = headers[at + 1]!;
      this.#at(part, name);
      const redacted = this.#headers.redact(name, value) ?? this.#inField(name, value);
      if (redacted !== value) (changed ??= [...headers])[at + 1] = redacted;
    }
    return changed ?? headers;
  }

  /** Most fields have neither a query nor an address in them. */
  #inField(name: string, value: string): string {
    const mayHold = (this.#parameters !== undefined && value.includes('=')) || (this.#hidesUserInfo && value.includes('@'));
    return mayHold ? this.#inUrl(value, urlFields.has(name.toLowerCase()) ? 'url' : 'text') : value;
  }

  #inUrl(octets: string, kind: 'url' | 'text'): string {
    const text = this.#hidesUserInfo ? redactUserInfo(octets, this.#replaceUserInfo) : octets;
    return this.#parameters === undefined ? text : this.#parameters.redact(text, kind);
  }

  readonly #replaceUserInfo = (octets: string): string => this.#replace(octets, 'redact_headers', 'authorization');

  #withoutCopies(message: string): string {
    let text = message;
    for (const octets of this.#values ?? []) {
      if (octets.length < minCopy) continue;
      const value = Buffer.from(octets, 'latin1').toString('utf8');
      for (const copy of [octets, value]) text = text.replaceAll(copy, this.#hasher.hash(octets));
    }
    return text;
  }

  #at(part: string, field: string): void {
    this.#part = part;
    this.#field = field;
  }

  #replace(octets: string, option: string, rule: string): string {
    this.#values?.push(octets);
    if (this.#onFinding !== undefined && !isHash(octets)) this.#onFinding({ where: this.#field === '' ? this.#part : `${this.#part} ${this.#field.toLowerCase()}`, rule: `${option} ${rule}` });
    return this.#hasher.hash(octets);
  }
}
