import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AuthorityError, createAuthority, readAuthority, readCertificates } from '@weir/x509';
import { folder, thrown } from '@weir/x509/testing';
import type { Found } from '../../test/interrupted.ts';
import { activateNext, forgetPrevious, prepareNext, putNext } from './rotation.ts';
import { rootsOf } from './roots.ts';

const file = folder();
const now = Date.UTC(2026, 10, 30, 18, 54, 3);
const script = fileURLToPath(new URL('../../test/interrupted.ts', import.meta.url));

const ways = ['kill', 'EROFS', 'ENOSPC', 'race'] as const;
const results = new Map<string, Readonly<Record<string, readonly Found[]>>>();

beforeAll(async () => {
  await Promise.all(ways.map(async (how) => {
    mkdirSync(file(how));
    const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', script, file(how), how], { maxBuffer: 10 * 1024 * 1024 });
    results.set(how, JSON.parse(stdout) as Record<string, readonly Found[]>);
  }));
}, 60_000);

/** The states in their order, each once: those of before the step, then those of after it. */
const states = (found: readonly Found[]): string[] => found.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1]);

const stillA = 'A, next none, before none; clients are shown A';
const prepared = 'A, next B, before none; clients are shown A';
const activated = 'B, next none, before A; clients are shown B';
const scenarios: readonly (readonly [scenario: string, leastCalls: number, expected: readonly string[]])[] = [
  ['first', 15, ['Weir, next none, before none; clients are shown new']],
  ['prepare', 6, [stillA, 'A, next Weir today, before none; clients are shown A']],
  ['prepare-locked', 6, [stillA, 'A, next Weir today, before none; clients are shown A']],
  ['activate', 12, [prepared, activated]],
  ['activate-locked', 12, [prepared, activated]],
  ['activate-again', 12, ['A, next B, before O; clients are shown A', 'B, next none, before O+A; clients are shown B']],
  ['activate-apart', 12, [prepared, activated]],
  ['activate-mitmproxy', 13, [prepared, activated]],
  ['retire', 2, [activated, 'B, next none, before none; clients are shown B']],
  ['lock-locked', 12, [prepared]],
  ['import', 11, ['Weir, next none, before none; clients are shown new', stillA]],
  ['import-next', 6, [stillA, prepared]],
  ['identity', 11, [`CN=Weir services made, ${stillA}`, `CN=Weir services found, ${stillA}`]],
];

const mayFail: Readonly<Record<string, readonly string[]>> = { first: ['renameSync ca.pem'], 'lock-locked': ['renameSync ca-key.pem', 'renameSync next-key.pem'] };

describe.each(scenarios)('%s', (scenario, leastCalls, expected) => {
  test('killed between any two system calls it has happened, or it has not', () => {
    const found = results.get('kill')![scenario]!;
    expect(found.length).toBeGreaterThan(leastCalls);
    expect(states(found)).toEqual(expected);
    expect(found.at(-1)).toMatchObject({ cutAt: '' });
    expect(found.at(-1)).not.toHaveProperty('error');
  });

  test.each(['EROFS', 'ENOSPC'])('a system call that fails with %s is said, and harms nothing', (code) => {
    const found = results.get(code)![scenario]!;
    expect(states(found).filter((state) => !expected.includes(state))).toEqual([]);
    expect(found.filter(({ error, isAuthorityError }) => error !== undefined && !isAuthorityError)).toEqual([]);
    // Renaming and linking are what makes a step: one that fails is never passed over, but for a key that stays as it is, and for what is done again at once.
    const passedOver = found.filter(({ cutAt, error }) => /^(?:rename|link)/.test(cutAt) && error === undefined);
    expect(passedOver.map(({ cutAt }) => cutAt.replace(/\.[0-9a-f]{16}$/, ''))).toEqual(mayFail[scenario] ?? []);
    for (const { state, remembered } of found) if (remembered !== undefined) expect(state).toContain(`${remembered}; `);
    const remedy = code === 'EROFS' ? 'make it writable, or have all files in it beforehand' : 'free some space on its disk';
    for (const { error } of found) if (error !== undefined) expect(error).toContain(remedy);
  });
});

test('a key is not encrypted over the root that another replica activates meanwhile', () => {
  const found = results.get('race')!['lock-locked']!.slice(0, -1);
  // Between the last look and renaming is nothing but the system call itself.
  const within = (cutAt: string): boolean => cutAt.startsWith('renameSync');
  expect(found.filter(({ cutAt }) => !within(cutAt)).length).toBeGreaterThan(8);
  expect(new Set(found.filter(({ cutAt }) => !within(cutAt) || cutAt.includes(' ca.pem')).map(({ state }) => state))).toEqual(new Set([activated]));
});

describe('out of order', () => {
  const one = createAuthority(now);
  const authority = readAuthority({ text: one.key }, { text: one.certificate }, now);
  const roots = rootsOf(authority, undefined, []);

  test('each step says what to do first', () => {
    mkdirSync(file('order'));
    expect(thrown(() => activateNext(file('order'), file('order/ca-key.pem'), roots)).message).toBe(`${file('order')}: there is no next root to activate: prepare one first, and wait until all clients trust it`);
    expect(thrown(() => forgetPrevious(file('order'), roots)).message).toBe(`${file('order')}: there is no previous root to retire: first prepare the next one and activate it`);
    putNext(file('order'), 'text');
    for (const again of [() => putNext(file('order'), 'other'), () => prepareNext(file('order'), roots, now, undefined)]) {
      const error = thrown(again);
      expect(error).toBeInstanceOf(AuthorityError);
      expect(error.message).toBe(`${file('order/next-key.pem')}: there is a next root already: activate it once all clients trust it, or move it away`);
    }
    expect(readFileSync(file('order/next-key.pem'), 'utf8')).toBe('text');
  });

  test('a next root that another replica has taken meanwhile is not there', () => {
    mkdirSync(file('taken'));
    expect(thrown(() => activateNext(file('taken'), file('taken/ca-key.pem'), rootsOf(authority, authority, []))).message).toMatch(/there is no next root to activate/);
  });
});

test('roots that follow one another within a day have different names', () => {
  const nameOf = (directory: string, certificates: string): string => {
    mkdirSync(file(directory));
    const one = createAuthority(now);
    prepareNext(file(directory), rootsOf(readAuthority({ text: one.key }, { text: one.certificate }, now), undefined, certificates === '' ? [] : readCertificates({ text: certificates })), now, undefined);
    return readCertificates({ text: readFileSync(file(`${directory}/next-key.pem`), 'utf8') })[0]!.subject;
  };
  expect(nameOf('monday', '')).toBe('CN=Weir 2026-11-30\nO=Weir');
  expect(nameOf('again', createAuthority(now, { commonName: 'Weir 2026-11-30' }).certificate)).toBe('CN=Weir 2026-11-30T18:54:03Z\nO=Weir');
});
