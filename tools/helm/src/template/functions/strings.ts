import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { isList, isMap, isTrue, kindOf, printed, toJson, type Value } from '../value.ts';
import type { TemplateFunction } from './function.ts';
import { formatted } from './printf.ts';
import { quoted } from './quoted.ts';
import { goRegExp } from './regular-expression.ts';

export const strings: Readonly<Record<string, TemplateFunction>> = {
  printf: { parameters: ['string'], rest: 'any', call: formatted },
  quote: { parameters: [], rest: 'any', call: (...values: Value[]) => values.filter((value) => value !== undefined).map((value) => quoted(text(value))).join(' ') },
  toYaml: { parameters: ['any'], call: yaml },
  indent: { parameters: ['int', 'string'], call: indented },
  nindent: { parameters: ['int', 'string'], call: (by: bigint, value: string) => `\n${indented(by, value)}` },
  trunc: { parameters: ['int', 'string'], call: (to: bigint, value: string) => (to < 0n ? value.slice(Number(to)) : value.slice(0, Number(to))) },
  trimSuffix: { parameters: ['string', 'string'], call: (end: string, value: string) => (end !== '' && value.endsWith(end) ? value.slice(0, -end.length) : value) },
  trimPrefix: { parameters: ['string', 'string'], call: (start: string, value: string) => (value.startsWith(start) ? value.slice(start.length) : value) },
  hasPrefix: { parameters: ['string', 'string'], call: (start: string, value: string) => value.startsWith(start) },
  hasSuffix: { parameters: ['string', 'string'], call: (end: string, value: string) => value.endsWith(end) },
  contains: { parameters: ['string', 'string'], call: (part: string, value: string) => value.includes(part) },
  replace: { parameters: ['string', 'string', 'string'], call: (from: string, to: string, value: string) => value.replaceAll(from, () => to) },
  join: { parameters: ['string', 'any'], call: (by: string, list: Value) => (isList(list) ? list : [list]).map(text).join(by) },
  splitList: { parameters: ['string', 'string'], call: (by: string, value: string) => value.split(by) },
  regexMatch: { parameters: ['string', 'string'], call: (pattern: string, value: string) => goRegExp(pattern).test(value) },
  regexFind: { parameters: ['string', 'string'], call: (pattern: string, value: string) => goRegExp(pattern).exec(value)?.[0] ?? '' },
  b64enc: { parameters: ['string'], call: (value: string) => Buffer.from(value).toString('base64') },
  sha256sum: { parameters: ['string'], call: (value: string) => createHash('sha256').update(value).digest('hex') },
};

/** sprig's strval. What has no form of its own is refused. */
function text(value: Value): string {
  const written = printed(value);
  if (written === undefined) throw new Error(`${kindOf(value)} cannot be written as a string`);
  return written;
}

/** Helm's: keys sorted, no newline at the end. In YAML 1.1, which Kubernetes reads: `yes` is in quotes. */
function yaml(value: Value): string {
  return stringify(toJson(value), { version: '1.1', sortMapEntries: true, lineWidth: 0, indentSeq: false, ...(isEmpty(value) && { collectionStyle: 'flow' }) }).replace(/\n$/, '');
}

function isEmpty(value: Value): boolean {
  return (isMap(value) || isList(value)) && !isTrue(value);
}

function indented(by: bigint, value: string): string {
  const spaces = ' '.repeat(Number(by));
  return spaces + value.replaceAll('\n', `\n${spaces}`);
}
