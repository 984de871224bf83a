/**
 * A process of its own, since it puts its hands on node:fs: takes each step again and again, cut off before each of its system calls in turn, and says what is found afterwards.
 * Arguments: an empty folder, and how steps are cut off: `kill` (that call and all after it do nothing, as after kill -9; a write is half done), an error's code (that call alone),
 * or `race` (another replica activates the next root right before it).
 */
import fs, { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { AuthorityError, createAuthority, parsePem } from '@weir/x509';
import { openAuthority } from '../src/local/authority-files.ts';
import { importAuthority } from '../src/local/authority-import.ts';
import { openIdentity } from '../src/local/identity.ts';
import { openRoots, type RootsDirectory } from '../src/local/roots-directory.ts';
import type { Roots } from '../src/local/roots.ts';

const [, , folder, how] = process.argv as [string, string, string, string];
const now = Date.now();
/** Of the scenarios whose names end in -locked. */
let passphrase: string | undefined;

/** What was found, in names instead of fingerprints: A was there first, B is the next one. */
export interface Found {
  readonly cutAt: string;
  /** The step's own error. */
  readonly error: string | undefined;
  readonly isAuthorityError: boolean;
  readonly state: string;
  /** What the process that took the step has in memory then, where it was not killed. */
  readonly remembered: string | undefined;
}

interface Scenario {
  before(directory: string): void;
  step(directory: string): void;
  /** Default: the roots. */
  state?(directory: string): string;
}

const A = createAuthority(now, { commonName: 'A' });
const B = createAuthority(now, { commonName: 'B' });
const O = createAuthority(now, { commonName: 'O' });
const open = (directory: string): RootsDirectory => {
  const roots = openRoots({ directory, now: () => now, passphrase });
  opened = roots;
  return roots;
};
/** The last one. */
let opened: RootsDirectory | undefined;
const put = (directory: string, name: string, text: string): void => writeFileSync(join(directory, name), text, { mode: 0o600 });
const withA = (directory: string): void => {
  importAuthority({ directory, key: { text: A.key }, certificates: { text: A.certificate }, passphrase, now });
};
const importB = (directory: string): void => {
  importAuthority({ directory, key: { text: B.key }, certificates: { text: B.certificate }, passphrase, now });
};
const withNext = (directory: string): void => {
  withA(directory);
  importB(directory);
};

const activate: Scenario = { before: withNext, step: (directory) => void open(directory).activate() };
const scenarios: Readonly<Record<string, Scenario>> = {
  first: { before: () => undefined, step: (directory) => void open(directory) },
  prepare: { before: withA, step: (directory) => void open(directory).prepare() },
  'prepare-locked': { before: withA, step: (directory) => void open(directory).prepare() },
  activate,
  'activate-locked': activate,
  'activate-again': {
    before(directory) {
      withNext(directory);
      put(directory, 'previous.pem', O.certificate);
    },
    step: activate.step,
  },
  // The key has no certificate in its file, as a user puts it there.
  'activate-apart': {
    before(directory) {
      put(directory, 'ca-key.pem', A.key);
      put(directory, 'ca.pem', A.certificate);
      importB(directory);
    },
    step: activate.step,
  },
  'activate-mitmproxy': {
    before(directory) {
      put(directory, 'mitmproxy-ca.pem', A.key + A.certificate);
      importB(directory);
    },
    step: activate.step,
  },
  retire: {
    before(directory) {
      withNext(directory);
      open(directory).activate();
    },
    step: (directory) => void open(directory).retire(),
  },
  'lock-locked': {
    before(directory) {
      put(directory, 'ca-key.pem', A.key + A.certificate);
      put(directory, 'next-key.pem', B.key + B.certificate);
    },
    step: (directory) => void open(directory),
  },
  import: { before: (directory) => mkdirSync(directory, { recursive: true }), step: withA },
  'import-next': { before: withA, step: importB },
  identity: {
    before: withA,
    step: (directory) => void openIdentity(directory, now),
    state: (directory) => {
      const { authority, created } = openIdentity(directory, now);
      return `${authority.certificates[0]!.subject.split('\n')[0]} ${created ? 'made' : 'found'}, ${stateOf(directory)}`;
    },
  },
};

const nameOf = (subject: string): string => subject.split('\n')[0]!.replace('CN=', '').replace(/\d{4}-.*/, 'today');
/** What clients are shown: `A+B`, or `new` for what was made. */
const shown = (directory: string): string => parsePem(readFileSync(join(directory, 'ca.pem'), 'latin1'))
  .map(({ text }) => Object.entries({ A, B, O }).find(([, { certificate }]) => certificate === text)?.[0] ?? 'new').join('+');

/** Such as `B, next none, before A; clients are shown B`. */
function stateOf(directory: string): string {
  return `${rootsText(open(directory).roots())}; clients are shown ${shown(directory)}`;
}

function rootsText({ current, next, previous }: Roots): string {
  const names = previous.map(({ subject }) => nameOf(subject)).join('+');
  return `${nameOf(current.certificates[0]!.subject)}, next ${next === undefined ? 'none' : nameOf(next.certificates[0]!.subject)}, before ${names === '' ? 'none' : names}`;
}

const calls = ['openSync', 'writeFileSync', 'fsyncSync', 'closeSync', 'linkSync', 'renameSync', 'rmSync', 'mkdirSync'] as const;
type Call = (...args: unknown[]) => unknown;
const real = Object.fromEntries(calls.map((name) => [name, fs[name] as unknown as Call]));
let count = 0;
let cutAt = Infinity;
let cutCall = '';
let directory = '';
const written = new Set<unknown>();

class Killed extends Error {}

for (const name of calls) {
  (fs as unknown as Record<string, Call>)[name] = (...args) => {
    // Reading changes nothing, and what is synced is in memory all the same.
    const isRead = name === 'openSync' ? args[1] !== 'wx' : name === 'closeSync' && !written.has(args[0]);
    if (isRead || cutAt === Infinity) return real[name]!(...args);
    const at = count++;
    const dead = how === 'kill' ? at >= cutAt : at === cutAt;
    if (at === cutAt) cutCall = `${name} ${String(args[0])}`;
    if (!dead) {
      const result = name === 'fsyncSync' ? undefined : real[name]!(...args);
      if (name === 'openSync') written.add(result);
      if (name === 'closeSync') written.delete(args[0]);
      return result;
    }
    if (at === cutAt && name === 'writeFileSync') real[name]!(args[0], String(args[1]).slice(0, 200));
    if (how === 'race') {
      cutAt = Infinity;
      open(directory).activate();
      return real[name]!(...args);
    }
    if (how === 'kill') throw new Killed('killed');
    throw Object.assign(new Error(`${how}: injected, ${name}`), { code: how });
  };
}
syncBuiltinESMExports();

function run(name: string, { before, step, state = stateOf }: Scenario): Found[] {
  passphrase = name.endsWith('-locked') ? 'a passphrase' : undefined;
  const found: Found[] = [];
  for (let n = 0, finished = false; !finished; n++) {
    directory = join(folder, name, String(n));
    mkdirSync(directory, { recursive: true });
    before(directory);
    count = 0;
    cutCall = '';
    written.clear();
    cutAt = n;
    opened = undefined;
    let thrown: Error | undefined;
    try {
      step(directory);
    } catch (error) {
      thrown = error as Error;
    }
    finished = count <= n;
    cutAt = Infinity;
    const remembered = how === 'kill' || opened === undefined ? undefined : rootsText((opened as RootsDirectory).roots());
    found.push({ cutAt: cutCall.replace(`${directory}/`, ''), error: thrown?.message, isAuthorityError: thrown instanceof AuthorityError, state: afterwards(n, state), remembered });
  }
  return found;
}

/** What opening the directory gives; every other time it is weir up that comes first. */
function afterwards(n: number, state: (directory: string) => string): string {
  try {
    const first = n % 2 === 1 && passphrase === undefined ? openAuthority(directory, now).authority.certificates[0]!.fingerprint256 : undefined;
    const after = state(directory);
    return first === undefined || first === open(directory).roots().current.certificates[0]!.fingerprint256 ? after : `not what weir up has found, ${after}`;
  } catch (error) {
    return `error: ${(error as Error).stack}`;
  }
}

const chosen = Object.entries(scenarios).filter(([name]) => how !== 'race' || name === 'lock-locked');
process.stdout.write(JSON.stringify(Object.fromEntries(chosen.map(([name, scenario]) => [name, run(name, scenario)]))));
