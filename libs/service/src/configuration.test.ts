import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from './config-error.ts';
import { resolveOptions } from './configuration.ts';
import { choice, flag, integer, list, optionalChoice, optionalParsed, optionalText, own, parsed, size, text } from './option.ts';

const options = {
  mode: list(['regular'], 'SPEC', 'modes'),
  port: integer(8080, 0, 65535, 'PORT', 'port'),
  ssl_insecure: flag(false, 'trust all'),
  home: text('~/.weir', 'DIR', 'home'),
  token: optionalText('T', 'token', { secret: true }),
  keys: list([], 'K', 'keys', { secret: true }),
  pass: optionalText('any|@FILE', 'pass', { secret: 'as given' }),
  format: choice(['text', 'json'], 'text', 'format'),
  limit: size('1m', 'limit'),
};

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'weir-config-')); });
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, 'weir.yaml');
  writeFileSync(path, content);
  return path;
}

function resolve(given: Record<string, string[]> = {}, environment: Record<string, string> = {}, path?: string): Record<string, unknown> {
  return resolveOptions(options, { given: new Map(Object.entries(given)), environment, file: path });
}

test('defaults', () => {
  expect(resolve()).toEqual({ mode: ['regular'], port: 8080, ssl_insecure: false, home: '~/.weir', token: undefined, keys: [], format: 'text', limit: 1024 ** 2 });
});

test('flag, then environment, then file, then default', () => {
  const path = file('port: 1\nhome: /file\nformat: json\nmode: [a, b]\n');
  expect(resolve({ port: ['3'] }, { WEIR_PORT: '2', WEIR_HOME: '/env' }, path)).toMatchObject({ port: 3, home: '/env', format: 'json', mode: ['a', 'b'] });
});

test('one value in the file for an option that repeats, kebab-case too', () => {
  expect(resolve({}, {}, file('mode: socks5\nssl-insecure: true\n'))).toMatchObject({ mode: ['socks5'], ssl_insecure: true });
});

test('several modes in the environment', () => {
  expect(resolve({}, { WEIR_MODE: 'regular, reverse:http://a@1' })).toMatchObject({ mode: ['regular', 'reverse:http://a@1'] });
});

test('a variable that is empty is not set: above all it turns no switch on', () => {
  const empty = { WEIR_SSL_INSECURE: '', WEIR_MODE: '', WEIR_TOKEN: '', WEIR_PORT: '' };
  expect(resolve({}, empty)).toEqual(resolve());
  expect(resolve({}, { WEIR_PORT: '' }, file('port: 7\n'))).toMatchObject({ port: 7 });
  expect(resolve({ ssl_insecure: [''] }, {})).toMatchObject({ ssl_insecure: true });
});

test("a command's own option has a variable of its own", () => {
  const tool = own('tool', { format: choice(['a', 'b'], 'a', 'format') });
  const resolved = (environment: Record<string, string>) => resolveOptions(tool, { given: new Map(), environment }).format;
  expect(resolved({ WEIR_FORMAT: 'json', WEIR_TOOL_FORMAT: 'b' })).toBe('b');
  expect(() => resolved({ WEIR_TOOL_FORMAT: 'json' })).toThrow(/^WEIR_TOOL_FORMAT: /);
});

test('what a parser makes of it, or its words for what is wrong, with the place', () => {
  const even = { even: parsed('2', 'N', 'even', (given) => {
    if (Number(given) % 2 !== 0) throw new Error('expected an even number');
    return Number(given) / 2;
  }) };
  const resolved = (environment: Record<string, string>, path?: string) => resolveOptions(even, { given: new Map(), environment, file: path }).even;
  expect(resolved({})).toBe(1);
  expect(resolved({ WEIR_EVEN: '8' })).toBe(4);
  expect(resolved({}, file('even: 6\n'))).toBe(3);
  expect(() => resolved({ WEIR_EVEN: '7' })).toThrow('WEIR_EVEN: expected an even number (got "7")');
});

test('what is parsed may be absent, or have a default', () => {
  const options = { one: optionalParsed('N', 'one', Number), two: optionalParsed('N', 'two', Number, '2') };
  const resolved = (given: Record<string, string[]>) => resolveOptions(options, { given: new Map(Object.entries(given)), environment: {} });
  expect(resolved({})).toEqual({ one: undefined, two: 2 });
  expect(resolved({ one: ['3'], two: ['4'] })).toEqual({ one: 3, two: 4 });
});

test('a choice without a default is absent, or one of its values', () => {
  const side = { side: optionalChoice(['left', 'right'], 'side') };
  expect(resolveOptions(side, { given: new Map(), environment: {} }).side).toBeUndefined();
  expect(resolveOptions(side, { given: new Map([['side', ['left']]]), environment: {} }).side).toBe('left');
  expect(() => resolveOptions(side, { given: new Map([['side', ['up']]]), environment: {} })).toThrow(/^--side: /);
});

test.each([['64k', 65536], ['1M', 1048576], ['2g', 2147483648], ['10', 10], ['unlimited', Infinity], ['0', 0]])('size %s', (given, bytes) => {
  expect(resolve({ limit: [given] })['limit']).toBe(bytes);
});

test('@FILE reads a secret', () => {
  expect(resolve({ token: [`@${file('s3cret\n')}`] })['token']).toBe('s3cret');
  expect(resolve({ keys: ['a', `@${file('b=c\n')}`] })['keys']).toEqual(['a', 'b=c']);
});

test.each([
  [{ port: ['http'] }, '--port: '],
  [{ port: ['65536'] }, '--port: '],
  [{ format: ['xml'] }, '--format: '],
  [{ ssl_insecure: ['perhaps'] }, '--ssl-insecure: expected true or false (got "perhaps")'],
  [{ limit: ['much'] }, '--limit: expected bytes such as 64k, 1m or unlimited (got "much")'],
  [{ token: ['@/nowhere/at/all'] }, '--token: cannot read /nowhere/at/all'],
])('%j is refused', (given, message) => {
  expect(() => resolve(given as Record<string, string[]>)).toThrow(ConfigError);
  expect(() => resolve(given as Record<string, string[]>)).toThrow(message);
});

test('a secret may have its own meaning of @', () => {
  expect(resolve({ pass: ['@/nowhere/at/all'] })['pass']).toBe('@/nowhere/at/all');
  expect(() => resolve({ pass: [''] })).toThrow(/^--pass: (?!.*got)/);
});

test('a wrong secret is not shown', () => {
  expect(() => resolve({ token: [''] })).toThrow(/^--token: (?!.*got)/);
});

test.each([
  ['a: [', 'cannot read the configuration file'],
  ['- a', 'expected options by name'],
  ['nonsense: 1', 'unknown option nonsense'],
  ['moed: regular', 'weir.yaml: unknown option moed: did you mean mode?'],
  ['port: many', 'weir.yaml: port: '],
])('file %j is refused', (content, message) => {
  expect(() => resolve({}, {}, file(content))).toThrow(message);
});

test('a file that is not there is refused, an empty one is fine', () => {
  expect(() => resolve({}, {}, join(folder, 'none.yaml'))).toThrow(ConfigError);
  expect(resolve({}, {}, file(''))).toMatchObject({ port: 8080 });
});
