import { Seen, eachToken, type Fields } from './fields.ts';
import type { RequestHead, ResponseHead } from './head.ts';

/** Fields that are for this hop and never go on (RFC 9110, 7.6.1 and 11.7.2; h2c is not offered). */
const HOP = Seen.proxyConnection | Seen.proxyAuthorization | Seen.http2Settings;

/** `="host:port"` or `=":port"` in an Alt-Svc value (RFC 7838, 3). */
const ALTERNATIVE = /="[^"]*:[0-9]{1,5}"/g;

/** What we say of ourselves: it is in the text, and not among a head's `headers`, which are recorded. */
export interface OwnCredentials {
  /** The Proxy-Authorization field for the next proxy. */
  readonly proxy?: string | undefined;
  /** The Authorization field for the origin. */
  readonly origin?: string | undefined;
  /** The client's own Authorization goes no further: it was for us, or ours takes its place. */
  readonly takesAuthorization?: boolean;
}

const nothing: OwnCredentials = {};

/**
 * A request head as it is forwarded: target and Host as given, hop-by-hop fields gone, all else as it was. Answers the new text, with
 * `head.headers` changed alike; undefined when the client's own bytes will do. `keepsServer`: the server is not asked to close.
 */
export function rewriteRequest(
  head: RequestHead, target: string, host: string | undefined, own: OwnCredentials = nothing, keepsServer = false,
): string | undefined {
  const takes = own.takesAuthorization === true && hasField(head, 'authorization');
  const staysOpen = keepsServer && head.close;
  const strips = takes || staysOpen || (head.seen & HOP) !== 0 || ((head.seen & Seen.upgrade) !== 0 && offersH2c(head));
  const newHost = host !== undefined && (head.host < 0 || head.headers[head.host + 1] !== host);
  const linesStay = target === head.target && own.proxy === undefined && own.origin === undefined;
  if (!strips && !newHost && linesStay) return undefined;
  if (!strips && head.host >= 0 && host !== undefined && linesStay) return spliceHost(head, host);
  const edit = new Edit(head.text, head);
  if (target !== head.target) edit.replace(head.method.length + 1, head.method.length + 1 + head.target.length, target);
  // RFC 9110, 7.2: Host as the first field.
  if (newHost && head.host < 0) edit.insertFirst('Host', host);
  if (strips) editFields(edit, head, newHost ? host : undefined, { takes, staysOpen });
  else if (newHost && head.host >= 0) edit.value(head.host / 2, host);
  if (own.proxy !== undefined) edit.addUnseen('Proxy-Authorization', own.proxy);
  if (own.origin !== undefined) edit.addUnseen('Authorization', own.origin);
  return edit.finish();
}

/** Options of a response head's rewriting. */
export interface ResponseRewrite {
  /** Alternatives are put on this port of the same host. */
  readonly altPort?: number;
  /** Tell the client that this is the connection's last answer. */
  readonly close: boolean;
}

/** As for a request. */
export function rewriteResponse(head: ResponseHead, { altPort, close }: ResponseRewrite): string | undefined {
  const alternatives = altPort !== undefined && (head.seen & Seen.altSvc) !== 0;
  const adds = close && !head.close;
  if (!alternatives && !adds) return undefined;
  const edit = new Edit(head.text, head);
  for (let field = 0; field < head.headers.length / 2; field++) {
    const name = edit.name(field).toLowerCase();
    const value = head.headers[field * 2 + 1] as string;
    if (alternatives && name === 'alt-svc') edit.value(field, value.replace(ALTERNATIVE, `=":${altPort}"`));
    else if (adds && head.keepAlive && name === 'connection') edit.value(field, without(value, (token) => token === 'keep-alive'));
  }
  if (adds) edit.append('Connection', 'close');
  return edit.finish();
}

/** Whether the Upgrade field names anything but h2c, which is stripped. */
export function asksForUpgrade(head: RequestHead): boolean {
  let asks = false;
  // RFC 9110, 7.8: ignored in HTTP/1.0.
  if (head.minor === 1 && (head.seen & Seen.upgrade) !== 0) {
    eachField(head, 'upgrade', (value) => eachToken(value, (token) => (asks ||= token !== 'h2c')));
  }
  return asks;
}

/** The first protocol that is offered, without its version. */
export function upgradeProtocol(head: RequestHead): string {
  let found = '';
  eachField(head, 'upgrade', (value) => eachToken(value, (token) => (found ||= token)));
  return found;
}

/** The one change that a reverse proxy makes to each request: nothing else is looked at. */
function spliceHost(head: RequestHead, host: string): string {
  const { headers, lines, text } = head;
  const line = head.host / 2;
  const rewritten = `${text.slice(0, lines[line])}${headers[head.host]}: ${host}${text.slice((lines[line + 1] as number) - 2)}`;
  headers[head.host + 1] = host;
  return rewritten;
}

function editFields(edit: Edit, head: RequestHead, host: string | undefined, { takes, staysOpen }: { readonly takes: boolean; readonly staysOpen: boolean }): void {
  const h2c = (head.seen & Seen.upgrade) !== 0 && offersH2c(head);
  const upgrades = h2c && asksForUpgrade(head);
  const isGone = (token: string): boolean => token === 'http2-settings' || (staysOpen && token === 'close') || (h2c && !upgrades && token === 'upgrade');
  for (let field = 0; field < head.headers.length / 2; field++) {
    const value = head.headers[field * 2 + 1] as string;
    switch (edit.name(field).toLowerCase()) {
      case 'host':
        if (host !== undefined) edit.value(field, host);
        break;
      case 'proxy-connection':
      case 'proxy-authorization':
      case 'http2-settings':
        edit.drop(field);
        break;
      case 'authorization':
        if (takes) edit.drop(field);
        break;
      case 'upgrade':
        if (h2c) edit.value(field, without(value, (token) => token === 'h2c'));
        break;
      case 'connection':
        edit.value(field, without(value, isGone));
        break;
    }
  }
}

function hasField(fields: Fields, name: string): boolean {
  let has = false;
  eachField(fields, name, () => (has = true));
  return has;
}

function offersH2c(head: RequestHead): boolean {
  let offers = false;
  eachField(head, 'upgrade', (value) => eachToken(value, (token) => (offers ||= token === 'h2c')));
  return offers;
}

function eachField(fields: Fields, name: string, each: (value: string) => void): void {
  const { headers } = fields;
  for (let i = 0; i < headers.length; i += 2) {
    if ((headers[i] as string).toLowerCase() === name) each(headers[i + 1] as string);
  }
}

/** The list as it was where nothing of it is gone. */
function without(value: string, isGone: (token: string) => boolean): string {
  let found = false;
  eachToken(value, (token) => (found ||= isGone(token)));
  if (!found) return value;
  return value.split(',').map((part) => part.trim()).filter((part) => part !== '' && !isGone(part.toLowerCase())).join(', ');
}

/** Splices a head: changes are made from front to back, what lies between is copied as it is. */
class Edit {
  readonly #text: string;
  readonly #fields: Fields;
  readonly #headers: string[];
  readonly #added: string[] = [];
  #out = '';
  #copied = 0;

  constructor(text: string, fields: Fields) {
    this.#text = text;
    this.#fields = fields;
    this.#headers = [...fields.headers];
  }

  name(field: number): string {
    return this.#fields.headers[field * 2] as string;
  }

  replace(from: number, to: number, text: string): void {
    this.#out += this.#text.slice(this.#copied, from) + text;
    this.#copied = to;
  }

  /** A field's new value; an empty one drops it. */
  value(field: number, value: string): void {
    if (value === this.#fields.headers[field * 2 + 1]) return;
    if (value === '') {
      this.drop(field);
      return;
    }
    this.replace(this.#line(field), this.#line(field + 1), `${this.name(field)}: ${value}\r\n`);
    this.#headers[field * 2 + 1] = value;
  }

  drop(field: number): void {
    this.replace(this.#line(field), this.#line(field + 1), '');
    this.#headers[field * 2] = '';
  }

  insertFirst(name: string, value: string): void {
    this.replace(this.#line(0), this.#line(0), `${name}: ${value}\r\n`);
    this.#added.unshift(name, value);
  }

  append(name: string, value: string): void {
    this.addUnseen(name, value);
    this.#headers.push(name, value);
  }

  /** A last field that is in the text alone. */
  addUnseen(name: string, value: string): void {
    const end = this.#line(this.#fields.headers.length / 2);
    this.replace(end, end, `${name}: ${value}\r\n`);
  }

  /** The new text; the fields' headers become what it says. */
  finish(): string {
    const { headers } = this.#fields;
    headers.length = 0;
    headers.push(...this.#added);
    for (let i = 0; i < this.#headers.length; i += 2) {
      const name = this.#headers[i] as string;
      if (name !== '') headers.push(name, this.#headers[i + 1] as string);
    }
    return this.#out + this.#text.slice(this.#copied);
  }

  #line(field: number): number {
    return this.#fields.lines[field] as number;
  }
}
