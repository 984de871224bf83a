import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { resolveOptions } from '@weir/service';
import { createAuthority } from '@weir/x509';
import { caOptions, type CaValues } from './options.ts';
import { runCa } from './run-ca.ts';

let folder: string;
let printed: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-ca-'));
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function values(more: Partial<CaValues> = {}): CaValues {
  return { ...resolveOptions(caOptions, { given: new Map(), environment: {} }), home: folder, ...more };
}

test.each([
  [[], /^weir ca: expected export, issued, rotate or import$/],
  [['make'], /^weir ca make: expected export/],
  [['export', 'more'], /unexpected more/],
  [['issued', 'more'], /unexpected more/],
  [['rotate'], /expected prepare, activate or retire/],
  [['rotate', 'undo'], /expected prepare, activate or retire/],
  [['rotate', 'prepare', 'more'], /unexpected more/],
  [['import'], /name the PEM file of the key/],
  [['import', 'a', 'b', 'c'], /unexpected c/],
  [['issued'], /^--ca-url: /],
  [['rotate', 'prepare'], /^--ca-url: /],
] as const)('%j is used wrongly', async (operands, expected) => {
  await expect(runCa(values(), operands)).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringMatching(expected) });
});

test('an existing authority is taken over, the second as the next root, a third not at all', async () => {
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const [one, two] = [createAuthority(Date.now()), createAuthority(Date.now(), { commonName: 'Second' })];
  await runCa(values(), ['import', file('one.pem', one.key + one.certificate)]);
  expect(printed).toBe(`the authority in ${join(folder, 'ca')}\n`);
  printed = '';
  await expect(runCa(values({ home: join(folder, 'other') }), ['export'])).rejects.toMatchObject({ name: 'RuntimeFailure', message: expect.stringMatching(/there is no authority here yet/) });
  await runCa(values(), ['export']);
  expect(printed).toBe(one.certificate);
  printed = '';
  await runCa(values(), ['import', file('two.key', two.key), file('two.pem', two.certificate)]);
  expect(printed).toMatch(/^the next root: /);
  expect(readFileSync(join(folder, 'ca', 'ca.pem'), 'utf8')).toBe(one.certificate);
  const three = createAuthority(Date.now(), { commonName: 'Third' });
  await expect(runCa(values(), ['import', file('three.pem', three.key + three.certificate)])).rejects.toMatchObject({ name: 'RuntimeFailure' });
  await expect(runCa(values(), ['import', join(folder, 'none.pem')])).rejects.toMatchObject({ name: 'RuntimeFailure', message: expect.stringMatching(/cannot read .*none\.pem/) });
});
