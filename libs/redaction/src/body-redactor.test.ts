import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { BodyRedactor } from './body-redactor.ts';
import { JsonRedactor } from './json-redactor.ts';
import { ParameterRedactor } from './parameter-redactor.ts';
import { PathMatcher } from './path-matcher.ts';

const replace = (octets: string): string => `<${octets}>`;
const json = new JsonRedactor(new PathMatcher(['$.password']), replace);
const form = new ParameterRedactor(['token'], replace);
const [both, jsonOnly, formOnly] = [new BodyRedactor(json, form), new BodyRedactor(json, undefined), new BodyRedactor(undefined, form)];

function read(redactor: BodyRedactor, type: string | undefined, body: string | Uint8Array, coding?: string): string | undefined {
  const headers = [...(type === undefined ? [] : ['Content-Type', type]), ...(coding === undefined ? [] : ['content-encoding', coding])];
  const bytes = Buffer.from(body as string);
  const cut = bytes.length >> 1;
  const parts = redactor.body(headers, [bytes.subarray(0, cut), bytes.subarray(cut)]);
  return parts && Buffer.concat(parts).toString('latin1');
}

test.each<[string, BodyRedactor, string | undefined, string, string | undefined]>([
  ['JSON', both, 'application/json', '{"password":"x"}', '{"password":"<x>"}'],
  ['no JSON', both, 'application/json', '{"password":"x"', undefined],
  ['nothing', both, 'application/json', ' ', ' '],
  ['form', both, 'application/x-www-form-urlencoded', 'a=1&token=x', 'a=1&token=<x>'],
  ['JSON by curl -d', both, 'application/x-www-form-urlencoded', '{"password":"x"}', '{"password":"<x>"}'],
  ['a form that begins like JSON', both, 'application/x-www-form-urlencoded', '{token=x', '{token=x'],
  ['a form that begins like JSON', both, 'application/x-www-form-urlencoded', '{&token=x', '{&token=<x>'],
  ['JSON without a type', both, undefined, ' {"password":"x"}', ' {"password":"<x>"}'],
  ['text', both, 'text/plain', 'token=x {"password":"x"}', 'token=x {"password":"x"}'],
  ['text that begins like JSON', both, 'text/plain', '[info] {"password":"x"}', '[info] {"password":"x"}'],
  ['another type', both, 'text/html', '{"password":"x"}', '{"password":"x"}'],
  ['a form without a rule', jsonOnly, 'application/x-www-form-urlencoded', 'token=x', 'token=x'],
  ['JSON by curl -d', jsonOnly, 'application/x-www-form-urlencoded', '{"password":"x"}', '{"password":"<x>"}'],
  ['JSON without a rule', formOnly, 'application/json', '{"password":"x"', '{"password":"x"'],
])('%s', (_what, redactor, type, body, want) => {
  expect(read(redactor, type, body)).toBe(want);
});

test('what is coded is coded again; unchanged, it is as it was', () => {
  const coded = gzipSync('{"password":"x"}');
  expect(gunzipSync(Buffer.from(read(both, 'application/json', coded, 'gzip')!, 'latin1')).toString()).toBe('{"password":"<x>"}');
  const plain = gzipSync('{"a":"x"}', { level: 9 });
  expect(read(both, 'application/json', plain, 'gzip')).toBe(plain.toString('latin1'));
  expect(gunzipSync(Buffer.from(read(both, undefined, coded, 'gzip')!, 'latin1')).toString()).toBe('{"password":"<x>"}');
});

test.each<[string, string | Uint8Array, string]>([
  ['cut', gzipSync('{"password":"x"}').subarray(0, 20), 'gzip'], ['of another coding', '{"password":"x"}', 'gzip'], ['of an unknown coding', '{"password":"x"}', 'secret'], ['too large', brotliCompressSync(`[${' '.repeat(2_100_000)}]`), 'br'],
])('a body that is %s is not read', (_what, body, coding) => {
  expect(read(both, 'application/json', body, coding)).toBeUndefined();
});

test('a body that would become far longer is not read', () => {
  const redactor = new BodyRedactor(new JsonRedactor(new PathMatcher(['$[*]']), () => 'x'.repeat(5000)), undefined);
  expect(redactor.body(['content-type', 'application/json'], [Buffer.from(`[${'1,'.repeat(1000)}1]`)])).toBeUndefined();
});

test.each<[BodyRedactor, string[], string, boolean]>([
  [both, ['content-type', 'application/json'], 'x', true], [both, ['content-type', 'application/x-www-form-urlencoded'], 'x', true], [jsonOnly, ['content-type', 'application/x-www-form-urlencoded'], 'x', false],
  [jsonOnly, ['content-type', 'application/x-www-form-urlencoded'], '{', true], [both, [], 'x', false], [both, [], '  [', true], [both, [], '  ', true], [both, ['content-type', 'text/plain', 'content-encoding', 'gzip'], '\x1f', true],
  [both, ['content-type', 'text/html'], '{', false], [formOnly, ['content-type', 'application/json'], '{', false], [formOnly, [], '{', false],
])('must be whole (%#)', (redactor, headers, first, holds) => {
  expect(redactor.holds(headers, Buffer.from(first))).toBe(holds);
});

test.each<[BodyRedactor, 'text' | 'binary' | 'data', string, string | undefined]>([
  [both, 'text', '{"password":"x"}', '{"password":"<x>"}'], [both, 'text', 'ping', 'ping'], [both, 'text', '42{"password":"x"}', '42{"password":"<x>"}'], [both, 'text', 'MESSAGE\n\n{"password":"x"}', undefined], [both, 'text', '42[', undefined],
  [both, 'binary', '{"password":"x"}', '{"password":"<x>"}'], [both, 'binary', '\x01{', '\x01{'], [both, 'binary', '{', undefined], [both, 'data', 'x', undefined],
  [formOnly, 'text', '{"password":"x"}', '{"password":"x"}'], [formOnly, 'data', 'x', 'x'],
])('message (%#)', (redactor, kind, text, want) => {
  const made = redactor.message(kind, Buffer.from(text));
  expect(made && Buffer.from(made).toString()).toBe(want);
});
