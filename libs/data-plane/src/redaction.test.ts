import { ConfigError, resolveOptions } from '@weir/service';
import { redactionOptions } from './redaction-options.ts';
import { openRedaction } from './redaction.ts';

const values = (given: Readonly<Record<string, string[]>>, headers: readonly string[] = []) =>
  resolveOptions(redactionOptions(headers), { given: new Map(Object.entries(given)), environment: {}, file: undefined });

/** What becomes of the header, and of the others that are sent along. */
function header(given: Readonly<Record<string, string[]>>, name: string, headers?: readonly string[]): string | undefined {
  const record = { request: { path: '/', headers: [name, 'value'], trailers: [] } } as unknown as Parameters<NonNullable<ReturnType<typeof openRedaction>>['record']>[0];
  openRedaction(values(given, headers))?.record(record);
  return record.request!.headers[1];
}

test('without a rule there is no redaction', () => {
  expect(openRedaction(values({}))).toBeUndefined();
  expect(openRedaction(values({ redact_headers: ['none'] }, ['cookie']))).toBeUndefined();
});

test('headers: those that are given, or the default ones, or none', () => {
  expect(header({ redact_headers: ['x-mine'] }, 'X-Mine')).toMatch(/^weir:/);
  expect(header({ redact_headers: ['x-mine'] }, 'x-api-key')).toBe('value');
  expect(header({}, 'x-api-key', ['x-api-key'])).toMatch(/^weir:/);
  expect(header({ redact_headers: ['default', 'x-mine'] }, 'x-api-key')).toMatch(/^weir:/);
  expect(header({ redact_headers: ['default', 'x-mine'] }, 'x-mine')).toMatch(/^weir:/);
});

test('the key is the one that is given', () => {
  expect(header({ redact_headers: ['a'], redact_key: ['0123456789abcdef'] }, 'a')).toBe(header({ redact_headers: ['a'], redact_key: ['0123456789abcdef'] }, 'a'));
});

test.each<[Readonly<Record<string, string[]>>, RegExp]>([
  [{ redact_headers: ['a b'] }, /^--redact-headers: "a b" is no name of a header/], [{ redact_headers: ['none', 'a'] }, /^--redact-headers: none stands alone/],
  [{ redact_query: [''] }, /^--redact-query: is empty/], [{ redact_json: [''] }, /^--redact-json: is empty/], [{ redact_json: ['password'] }, /^--redact-json: "password": a path begins with \$/],
  [{ redact_json: ['$.a'], redact_key: ['short'] }, /^--redact-key: the key has 5 characters/],
])('%j is refused', (given, why) => {
  expect(() => openRedaction(values(given))).toThrow(ConfigError);
  expect(() => openRedaction(values(given))).toThrow(why);
});
