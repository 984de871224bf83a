import { Buffer } from 'node:buffer';
import type { FlowJson, RequestJson } from '@weir/flow';
import type { CarriedBody, ExportFormat } from './export-format.ts';
import { textOf } from './text.ts';

/** A shell script that sends each request again: one curl command each. Flows without a request have no place in it. */
export const curl: ExportFormat = {
  contentType: 'text/x-shellscript; charset=utf-8',
  fileName: 'flows.sh',
  head: '#!/bin/sh\n',
  separator: '',
  tail: '',
  write: (flow, carried) => curlCommand(flow, carried.body('request')),
};

/** curl makes these itself, from the body that it is given. */
const ofTheBody: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);

/** What curl adds unless told otherwise, and what tells it. */
const additions: readonly (readonly [name: string, removed: string])[] = [['user-agent', 'User-Agent:'], ['accept', 'Accept:']];

function curlCommand({ type, request }: FlowJson, body: CarriedBody | undefined): string | undefined {
  if (type !== 'http' || request === undefined) return undefined;
  // As written: without it /../ is resolved, and [ and { are patterns.
  const words = ['curl', '--path-as-is', '--globoff'];
  if (request.method === 'HEAD') words.push('--head');
  else if (request.method !== 'GET' || body !== undefined) words.push('--request', quoted(request.method));
  for (const header of headerArguments(request, body !== undefined)) words.push('--header', quoted(header));
  if (request.headers.some(([name]) => name.toLowerCase() === 'accept-encoding')) words.push('--compressed');
  const { before, argument } = bodyArgument(body);
  return `${missing(request, body)}${before}${[...words, ...argument, '--url', quoted(request.url)].join(' ')}\n`;
}

/** In their order and case; with what curl would add, or derive otherwise, taken back. */
function headerArguments(request: RequestJson, hasBody: boolean): string[] {
  const lower = new Set(request.headers.map(([name]) => name.toLowerCase()));
  const given = request.headers.filter(([name, value]) => kept(name.toLowerCase(), value, request, hasBody));
  const removed = additions.filter(([name]) => !lower.has(name)).map(([, header]) => header);
  if (hasBody && !lower.has('content-type')) removed.push('Content-Type:');
  // `name;` is how curl sends a header that is empty: `name:` would remove it.
  return [...given.map(([name, value]) => (value === '' ? `${name};` : `${name}: ${value}`)), ...removed];
}

function kept(name: string, value: string, request: RequestJson, hasBody: boolean): boolean {
  // What is no token (RFC 9110, section 5.6.2) cannot be sent; curl would even read `@file`.
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) return false;
  if (name === 'host') return value !== authorityOf(request.url);
  if (name === 'content-length' && !hasBody) return value === '0';
  return !ofTheBody.has(name);
}

function authorityOf(url: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1];
}

/** Text as an argument; bytes that an argument cannot hold come by standard input. */
function bodyArgument(body: CarriedBody | undefined): { readonly before: string; readonly argument: readonly string[] } {
  if (body === undefined) return { before: '', argument: [] };
  // Valid UTF-8 reaches curl byte for byte, whatever it stands for. Linux bounds one argument at 128 KiB (MAX_ARG_STRLEN).
  const text = body.bytes.length <= 100_000 ? textOf(body.bytes, undefined) : undefined;
  if (text !== undefined) return { before: '', argument: ['--data-raw', quoted(text)] };
  return { before: `printf %s ${quoted(Buffer.from(body.bytes).toString('base64'))} | base64 -d | `, argument: ['--data-binary', '@-'] };
}

/** No captured text stands in a comment: a line break in it would be a command. */
function missing(request: RequestJson, body: CarriedBody | undefined): string {
  const captured = body?.bytes.length ?? 0;
  return captured < request.body.size ? `# Of the body, ${captured} of ${request.body.size} bytes were captured.\n` : '';
}

/** One word for a POSIX shell (2.2.2, single-quotes): nothing within is special but the quote itself. NUL no argument can hold. */
function quoted(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`;
}
