import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { AuthorityError, createAuthority, hasEncryptedKey, issueLeaf, readCertificates, subjectNames } from '@weir/x509';
import { folder, openssl, thrown } from '@weir/x509/testing';
import { mitmproxyAuthority, opensslAuthority } from '../../test/authorities.ts';
import { openAuthority } from './authority-files.ts';
import { openRoots, type RootsDirectory } from './roots-directory.ts';
import type { Roots } from './roots.ts';

const file = folder();
const day = 86_400_000;
// A minute ahead: openssl dates its certificates from the second in which it makes them.
let now = Date.now() + 60_000;
const read = (path: string): string => readFileSync(file(path), 'utf8');
const modeOf = (path: string): string => (statSync(file(path)).mode & 0o777).toString(8);
const open = (name: string, passphrase?: string): RootsDirectory => openRoots({ directory: file(name), now: () => now, passphrase });
const nameOf = (subject: string): string => /CN=(.*)/.exec(subject)![1]!;
const states = (roots: Roots): string[] => roots.trusted().map(({ certificate, state }) => `${nameOf(certificate.subject)} ${state}`);
const today = (at = now): string => `Weir ${new Date(at).toISOString().slice(0, 10)}`;

/** A directory with the given files. */
function directory(name: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(file(name));
  for (const [one, content] of Object.entries(files)) file(`${name}/${one}`, content);
  return name;
}

function refusal(does: () => unknown): string {
  const error = thrown(does);
  expect(error).toBeInstanceOf(AuthorityError);
  return error.message;
}

test('a first root is made; then the next one; it signs; the one before is forgotten', () => {
  const roots = open('life');
  expect(roots).toMatchObject({ created: true, certificateFile: file('life/ca.pem'), error: undefined, plainKeys: [] });
  expect(states(roots.roots())).toEqual(['Weir current']);
  expect(refusal(() => roots.activate())).toMatch(/no next root to activate: prepare one first/);
  expect(refusal(() => roots.retire())).toMatch(/no previous root to retire/);

  expect(states(roots.prepare())).toEqual(['Weir current', `${today()} next`]);
  expect([modeOf('life/next-key.pem'), modeOf('life/ca-key.pem'), modeOf('life/ca.pem')]).toEqual(['600', '600', '644']);
  expect(refusal(() => roots.prepare())).toMatch(/next-key.pem: there is a next root already: activate it/);
  const first = read('life/ca.pem');
  const key = read('life/next-key.pem');

  expect(states(roots.activate())).toEqual([`${today()} current`, 'Weir previous']);
  expect(read('life/ca-key.pem')).toBe(key);
  expect(key).toContain(read('life/ca.pem'));
  expect([read('life/previous.pem'), modeOf('life/previous.pem')]).toEqual([first, '644']);
  expect(readdirSync(file('life')).sort()).toEqual(['ca-key.pem', 'ca.pem', 'previous.pem']);

  now += day;
  roots.prepare();
  expect(states(roots.activate())).toEqual([`${today()} current`, 'Weir previous', `${today(now - day)} previous`]);
  expect(states(roots.retire())).toEqual([`${today()} current`]);
  expect(readdirSync(file('life')).sort()).toEqual(['ca-key.pem', 'ca.pem']);
  expect(states(open('life').roots())).toEqual([`${today()} current`]);
  expect(open('life').created).toBe(false);
  expect(openAuthority(file('life'), now).authority.certificates[0]!.fingerprint256).toBe(roots.roots().current.certificates[0]!.fingerprint256);
});

test('clients that trust the bundle accept leaves of each step, as openssl sees it', () => {
  const roots = open('leaves');
  const publicKey = roots.roots().current.certificates[0]!.publicKey.export({ type: 'spki', format: 'der' });
  const bundle = (): string => file('bundle.pem', roots.roots().trusted().map(({ certificate }) => certificate.toString()).join(''));
  const leaf = (): string => issueLeaf(roots.roots().current, { names: subjectNames([], ['a.example']), publicKey, now }).chain;
  const accepted = (chain: string): string => openssl('verify', '-CAfile', bundle(), file('leaf.pem', chain));
  const first = leaf();
  roots.prepare();
  expect(accepted(first)).toContain('OK');
  const before = readFileSync(bundle(), 'utf8');
  roots.activate();
  const second = leaf();
  expect(accepted(first)).toContain('OK');
  expect(accepted(second)).toContain('OK');
  // Who had the bundle of before the activation accepts the new root's leaves.
  expect(openssl('verify', '-CAfile', file('before.pem', before), file('second.pem', second))).toContain('OK');
  roots.retire();
  expect(accepted(second)).toContain('OK');
  expect(() => accepted(first)).toThrow();
});

describe('replicas that share a directory', () => {
  test('follow one another', () => {
    const [one, other] = [open('shared'), open('shared')];
    expect(other.reload()).toBe(false);
    one.prepare();
    expect(states(other.roots())).toEqual(['Weir current']);
    expect([other.reload(), other.reload()]).toEqual([true, false]);
    expect(states(other.roots())).toEqual(['Weir current', `${today()} next`]);
    expect(one.reload()).toBe(false);
    one.activate();
    // A step of one that has not looked yet is a step from where things are.
    expect(refusal(() => other.activate())).toMatch(/no next root to activate/);
    expect(states(other.roots())).toEqual([`${today()} current`, 'Weir previous']);
    expect(states(other.retire())).toEqual([`${today()} current`]);
    expect([one.reload(), one.reload()]).toEqual([true, false]);
    expect(states(one.roots())).toEqual([`${today()} current`]);
  });

  test('keep what they have where the files cannot be read as they are, and say why until they can', () => {
    const roots = open('half');
    const key = read('half/ca-key.pem');
    const other = createAuthority(now, { commonName: 'Other' });
    writeFileSync(file('half/ca-key.pem'), other.key);
    for (let i = 0; i < 2; i++) {
      expect(roots.reload()).toBe(false);
      expect(roots.error).toBeInstanceOf(AuthorityError);
      expect(roots.error?.message).toMatch(/half\/ca.pem: no certificate in it belongs to the private key/);
      expect(states(roots.roots())).toEqual(['Weir current']);
    }
    expect(refusal(() => roots.prepare())).toMatch(/belongs to the private key/);
    writeFileSync(file('half/ca.pem'), other.certificate);
    expect([roots.reload(), roots.error]).toEqual([true, undefined]);
    expect(states(roots.roots())).toEqual(['Other current']);
    for (const broken of ['', key.slice(0, 150), 'noise']) {
      writeFileSync(file('half/ca-key.pem'), broken);
      expect([roots.reload(), roots.error?.name]).toEqual([false, 'AuthorityError']);
    }
    writeFileSync(file('half/ca-key.pem'), other.key);
    chmodSync(file('half/ca-key.pem'), 0o644);
    expect([roots.reload(), roots.error?.message]).toEqual([false, expect.stringContaining('mode 0644')]);
    chmodSync(file('half/ca-key.pem'), 0o600);
    expect([roots.reload(), roots.error]).toEqual([true, undefined]);
  });

  test('make no other authority where the files are gone for a while', () => {
    const roots = open('gone');
    renameSync(file('gone/ca-key.pem'), file('ca-key.away'));
    renameSync(file('gone/ca.pem'), file('ca.away'));
    expect(roots.reload()).toBe(false);
    expect(roots.error?.message).toBe(`${file('gone')}: the authority's key is gone: put ca-key.pem back`);
    expect(readdirSync(file('gone'))).toEqual([]);
    expect(refusal(() => roots.prepare())).toMatch(/is gone/);
    renameSync(file('ca-key.away'), file('gone/ca-key.pem'));
    renameSync(file('ca.away'), file('gone/ca.pem'));
    expect([roots.reload(), roots.error]).toEqual([true, undefined]);
  });

  test('see that a Kubernetes volume was swapped, all files at once', () => {
    const secret = (version: string, commonName: string): void => {
      const { key, certificate } = createAuthority(now, { commonName });
      directory(`volume/${version}`, { 'ca-key.pem': key, 'ca.pem': certificate });
      for (const name of ['ca-key.pem', 'ca.pem']) utimesSync(file(`volume/${version}/${name}`), 1, 1);
    };
    mkdirSync(file('volume'));
    secret('..one', 'One');
    secret('..two', 'Two');
    symlinkSync('..one', file('volume/..data'));
    for (const name of ['ca-key.pem', 'ca.pem']) symlinkSync(`..data/${name}`, file(`volume/${name}`));
    const roots = open('volume', 'a passphrase');
    expect(states(roots.roots())).toEqual(['One current']);
    // What a link leads to is not ours to change.
    expect(roots.plainKeys).toEqual([file('volume/ca-key.pem')]);
    symlinkSync('..two', file('volume/..tmp'));
    renameSync(file('volume/..tmp'), file('volume/..data'));
    expect([roots.reload(), roots.reload()]).toEqual([true, false]);
    expect(states(roots.roots())).toEqual(['Two current']);
  });
});

describe('with a passphrase', () => {
  const passphrase = 'a passphrase';

  test('all keys that are made are encrypted', () => {
    const roots = open('locked', passphrase);
    expect(hasEncryptedKey(read('locked/ca-key.pem'))).toBe(true);
    roots.prepare();
    expect(hasEncryptedKey(read('locked/next-key.pem'))).toBe(true);
    roots.activate();
    expect(read('locked/ca-key.pem')).not.toContain('BEGIN PRIVATE KEY');
    expect(states(open('locked', passphrase).roots())).toEqual([`${today()} current`, 'Weir previous']);
    expect(refusal(() => open('locked'))).toMatch(/locked\/ca-key.pem: the private key in it is encrypted: .*ca_passphrase \(WEIR_CA_PASSPHRASE\)/);
    const wrong = refusal(() => open('locked', 'something else'));
    expect(wrong).toMatch(/locked\/ca-key.pem: the private key in it cannot be decrypted: the passphrase is not the right one/);
    expect(wrong).not.toContain('something else');
  });

  test('keys that are there are encrypted in their place, and found by a replica as a change', () => {
    const plain = open('plain');
    plain.prepare();
    const before = states(plain.roots());
    const roots = open('plain', passphrase);
    expect(['ca-key.pem', 'next-key.pem'].map((name) => hasEncryptedKey(read(`plain/${name}`)))).toEqual([true, true]);
    expect([states(roots.roots()), roots.plainKeys]).toEqual([before, []]);
    expect(readdirSync(file('plain')).sort()).toEqual(['ca-key.pem', 'ca.pem', 'next-key.pem']);
    expect([plain.reload(), plain.error?.message]).toEqual([false, expect.stringContaining('ca_passphrase')]);
  });

  test('a key that comes later is encrypted when it is seen', () => {
    const roots = open('later', passphrase);
    const { key, certificate } = createAuthority(now, { commonName: 'Later' });
    file('later/next-key.pem', key + certificate);
    expect(roots.reload()).toBe(true);
    expect(states(roots.roots())).toEqual(['Weir current', 'Later next']);
    expect(hasEncryptedKey(read('later/next-key.pem'))).toBe(true);
  });
});

describe('a given authority', () => {
  test('of mitmproxy, by its own name, gives way to the next one', () => {
    const pem = mitmproxyAuthority(file);
    file('mitmproxy-home.pem', pem);
    directory('mitmproxy', {});
    symlinkSync('../mitmproxy-home.pem', file('mitmproxy/mitmproxy-ca.pem'));
    const roots = open('mitmproxy');
    roots.prepare();
    expect(states(roots.activate())).toEqual([`${today()} current`, 'mitmproxy previous']);
    expect(readdirSync(file('mitmproxy')).sort()).toEqual(['ca-key.pem', 'ca.pem', 'previous.pem']);
    expect(read('mitmproxy-home.pem')).toBe(pem);
  });

  test('of an organisation, key and chain apart: its root is what clients trust', () => {
    const root = opensslAuthority(file, 'root');
    const low = opensslAuthority(file, 'low', 'root');
    directory('organisation', { 'ca-key.pem': low.key, 'ca.pem': root.certificate + low.certificate });
    const roots = open('organisation');
    expect(states(roots.roots())).toEqual(['root current']);
    roots.prepare();
    expect(states(roots.activate())).toEqual([`${today()} current`, 'root previous']);
    expect(readCertificates({ text: read('organisation/previous.pem') }).map(({ subject }) => subject)).toEqual(['CN=low', 'CN=root']);
  });

  test('a former one may come back', () => {
    const roots = open('back');
    copyFileSync(file('back/ca-key.pem'), file('former.pem'));
    roots.prepare();
    roots.activate();
    copyFileSync(file('former.pem'), file('back/next-key.pem'));
    expect(roots.reload()).toBe(true);
    expect(states(roots.activate())).toEqual(['Weir current', `${today()} previous`]);
  });
});

describe('is refused with its reason', () => {
  const made = createAuthority(now);

  test.each([
    ['noise as the next root', { 'next-key.pem': 'noise' }, /next-key.pem: no private key in it/],
    ['a next root without a certificate', { 'next-key.pem': made.key }, /next-key.pem: no certificate in it/],
    ['noise as those of before', { 'previous.pem': 'noise' }, /previous.pem: no certificate in it/],
  ])('%s', (name, files, message) => {
    directory(name, { 'ca-key.pem': made.key + made.certificate, ...files });
    expect(refusal(() => open(name))).toMatch(message);
  });

  test('a next root that others can read', () => {
    directory('open', { 'ca-key.pem': made.key + made.certificate });
    file('open/next-key.pem', made.key + made.certificate, 0o644);
    expect(refusal(() => open('open'))).toMatch(/next-key.pem: mode 0644/);
  });

  test('a certificate of an unknown authority beside the key, though there are some of before', () => {
    directory('unknown', { 'ca-key.pem': made.key + made.certificate, 'ca.pem': createAuthority(now).certificate, 'previous.pem': createAuthority(now).certificate });
    expect(refusal(() => open('unknown'))).toMatch(/ca.pem: no certificate in it belongs to the private key/);
  });
});

test('files that change again and again while they are read are an error, not an endless loop', () => {
  const roots = open('restless');
  let ticks = 0;
  const restless = openRoots({
    directory: file('restless'),
    now: () => {
      // Asked once at each reading: by then the files are others.
      if (ticks > 0) utimesSync(file('restless/ca.pem'), ++ticks, ticks);
      return now;
    },
  });
  ticks = 1;
  utimesSync(file('restless/ca.pem'), 1, 1);
  expect(restless.reload()).toBe(false);
  expect(restless.error?.message).toMatch(/its files change again and again while they are read/);
  expect([ticks < 100, roots.reload()]).toEqual([true, true]);
});

test('what a killed process has left is swept away after an hour, keys above all', () => {
  directory('swept', { 'ca-key.pem.0123456789abcdef': 'old', 'next-key.pem.0123456789abcdef': 'new', 'other.pem.0123456789abcdef': 'foreign', 'ca.pem.backup': 'mine' });
  utimesSync(file('swept/ca-key.pem.0123456789abcdef'), now / 1000 - 3700, now / 1000 - 3700);
  utimesSync(file('swept/other.pem.0123456789abcdef'), 1, 1);
  utimesSync(file('swept/next-key.pem.0123456789abcdef'), now / 1000 - 60, now / 1000 - 60);
  open('swept');
  expect(readdirSync(file('swept')).sort()).toEqual(['ca-key.pem', 'ca.pem', 'ca.pem.backup', 'next-key.pem.0123456789abcdef', 'other.pem.0123456789abcdef']);
  rmSync(file('swept'), { recursive: true });
});
