import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AuthorityError, createAuthority, readCertificates } from '@weir/x509';
import { folder, thrown } from '@weir/x509/testing';
import { mitmproxyAuthority, opensslAuthority } from '../../test/authorities.ts';
import { openAuthority } from './authority-files.ts';

const file = folder();
// A minute ahead: openssl dates its certificates from the second in which it makes them.
const now = Date.now() + 60_000;
const day = 86_400_000;
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const read = (path: string): string => readFileSync(file(path), 'utf8');
const fingerprint = (pem: string): string => readCertificates({ text: pem })[0]!.fingerprint256;
const opened = (directory: string, at = now): string => openAuthority(file(directory), at).authority.certificates[0]!.fingerprint256;

/** A directory with the given files. */
function directory(name: string, files: Readonly<Record<string, string>>, mode = 0o600): string {
  mkdirSync(file(name));
  for (const [one, content] of Object.entries(files)) file(`${name}/${one}`, content, mode);
  return name;
}

/** The message about a directory in which the authority cannot be used. */
function refusal(name: string, at = now): string {
  const error = thrown(() => openAuthority(file(name), at));
  expect(error).toBeInstanceOf(AuthorityError);
  expect(error.message.startsWith(file(name))).toBe(true);
  return error.message.slice(file(name).length);
}

describe('where there is none', () => {
  test('one is made, and found again', () => {
    const made = openAuthority(file('new/ca'), now);
    expect(made.created).toBe(true);
    expect(made.certificateFile).toBe(file('new/ca/ca.pem'));
    expect(readdirSync(file('new/ca')).sort()).toEqual(['ca-key.pem', 'ca.pem']);
    expect([modeOf(file('new/ca')), modeOf(file('new/ca/ca-key.pem')), modeOf(file('new/ca/ca.pem'))]).toEqual(['700', '600', '644']);
    expect(read('new/ca/ca.pem')).not.toContain('PRIVATE');
    expect(made.authority.certificates[0]!.fingerprint256).toBe(fingerprint(read('new/ca/ca.pem')));
    const again = openAuthority(file('new/ca'), now + day);
    expect(again.created).toBe(false);
    expect(again.authority.certificates[0]!.fingerprint256).toBe(made.authority.certificates[0]!.fingerprint256);
  });

  test('the certificate is written anew where it was lost', () => {
    const before = read('new/ca/ca.pem');
    rmSync(file('new/ca/ca.pem'));
    expect(openAuthority(file('new/ca'), now).created).toBe(false);
    expect(read('new/ca/ca.pem')).toBe(before);
  });

  test('processes that start at once end with one', async () => {
    const script = fileURLToPath(new URL('../../test/open-at.ts', import.meta.url));
    const moment = String(Date.now() + 1500);
    const outputs = await Promise.all(Array.from({ length: 6 }, async () => {
      const child = spawn(process.execPath, ['--conditions=source', script, file('race'), moment], { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text; });
      await once(child, 'close');
      return JSON.parse(output) as { fingerprint: string; created: boolean };
    }));
    expect(new Set(outputs.map((one) => one.fingerprint))).toEqual(new Set([fingerprint(read('race/ca.pem'))]));
    expect(outputs.filter((one) => one.created)).toHaveLength(1);
    expect(readdirSync(file('race')).sort()).toEqual(['ca-key.pem', 'ca.pem']);
  });
});

describe('a given one', () => {
  const made = createAuthority(now);

  test('key and certificate in two files', () => {
    directory('two', { 'ca-key.pem': made.key, 'ca.pem': made.certificate });
    expect(opened('two')).toBe(fingerprint(made.certificate));
    expect(readdirSync(file('two')).sort()).toEqual(['ca-key.pem', 'ca.pem']);
  });

  test('mitmproxy\'s, by its own name: used where it is', () => {
    const pem = mitmproxyAuthority(file);
    directory('mitmproxy', { 'mitmproxy-ca.pem': pem });
    expect(opened('mitmproxy')).toBe(fingerprint(pem));
    expect(read('mitmproxy/mitmproxy-ca.pem')).toBe(pem);
    expect(read('mitmproxy/ca.pem')).not.toContain('PRIVATE');
    expect(opened('mitmproxy')).toBe(fingerprint(pem));
  });

  test('mitmproxy\'s, by a link', () => {
    directory('linked', {});
    symlinkSync('../mitmproxy/mitmproxy-ca.pem', file('linked/mitmproxy-ca.pem'));
    expect(opened('linked')).toBe(opened('mitmproxy'));
  });

  test('key and certificate in ca.pem: clients get one without the key', () => {
    const pem = made.certificate + made.key;
    directory('one', { 'ca.pem': pem });
    expect(opened('one')).toBe(fingerprint(made.certificate));
    expect(read('one/ca-key.pem')).toBe(pem);
    expect(modeOf(file('one/ca-key.pem'))).toBe('600');
    expect(read('one/ca.pem')).toBe(made.certificate);
    expect(opened('one')).toBe(fingerprint(made.certificate));
  });

  test('the same, cut off between its two steps', () => {
    directory('half', { 'ca.pem': made.key + made.certificate });
    linkSync(file('half/ca.pem'), file('half/ca-key.pem'));
    expect(opened('half')).toBe(fingerprint(made.certificate));
    expect(read('half/ca.pem')).toBe(made.certificate);
  });

  test('an organisation\'s intermediate with its chain, in any order', () => {
    const root = opensslAuthority(file, 'root');
    const middle = opensslAuthority(file, 'middle', 'root');
    const low = opensslAuthority(file, 'low', 'middle');
    const pem = root.certificate + low.certificate + middle.certificate;
    directory('chain', { 'ca-key.pem': low.key, 'ca.pem': pem });
    const { authority } = openAuthority(file('chain'), now);
    expect(authority.certificates.map((one) => one.subject)).toEqual(['CN=low', 'CN=middle', 'CN=root']);
    expect(authority.intermediates).toBe(low.certificate + middle.certificate);
    expect(read('chain/ca.pem')).toBe(pem);
  });

  test('a renewed certificate for the same key', () => {
    opensslAuthority(file, 'above');
    const mine = opensslAuthority(file, 'mine');
    const signed = opensslAuthority(file, 'signed', 'above', { newKey: ['-key', file('.mine.key')] });
    directory('renewed', { 'ca-key.pem': mine.key + mine.certificate, 'ca.pem': signed.certificate });
    expect(opened('renewed')).toBe(fingerprint(signed.certificate));
  });
});

describe('is refused with its reason', () => {
  const made = createAuthority(now);
  const other = createAuthority(now);
  const both = made.key + made.certificate;

  test('a key that others can read', () => {
    directory('open', { 'ca-key.pem': both }, 0o644);
    expect(refusal('open')).toMatch(/^\/ca-key.pem: mode 0644 lets other users at the private key.*: run `chmod 600 /);
    directory('open-one', { 'ca.pem': both }, 0o644);
    expect(refusal('open-one')).toMatch(/^\/ca-key.pem: mode 0644 .*chmod 600/);
    expect(read('open-one/ca.pem')).toBe(both);
  });

  test('a certificate without its key', () => {
    directory('no-key', { 'ca.pem': made.certificate });
    expect(refusal('no-key')).toMatch(/^\/ca.pem: the private key of this certificate is missing: put it into .*\/ca-key.pem, or move/);
    expect(readdirSync(file('no-key'))).toEqual(['ca.pem']);
  });

  test('a key without its certificate', () => {
    directory('no-certificate', { 'ca-key.pem': made.key });
    expect(refusal('no-certificate')).toMatch(/^\/ca-key.pem: no certificate in it/);
  });

  test('a certificate of another key', () => {
    directory('mismatch', { 'ca-key.pem': both, 'ca.pem': other.certificate });
    expect(refusal('mismatch')).toMatch(/^\/ca.pem: no certificate in it belongs to the private key in .*\/ca-key.pem: both must be of the same authority$/);
    expect(read('mismatch/ca.pem')).toBe(other.certificate);
  });

  test('two authorities', () => {
    directory('twice', { 'ca-key.pem': both, 'mitmproxy-ca.pem': other.key + other.certificate });
    expect(refusal('twice')).toMatch(/^: there are two authorities here, ca-key.pem and mitmproxy-ca.pem: keep the one that clients trust/);
  });

  test('a second key in the file that clients get: nothing is thrown away', () => {
    directory('second', { 'ca-key.pem': made.key, 'ca.pem': both });
    expect(refusal('second')).toMatch(/^\/ca.pem: holds a private key, and clients are given this file: leave the certificates alone in it/);
    expect(read('second/ca.pem')).toBe(both);
  });

  test('one that is over, one of the future, and one that is none', () => {
    directory('times', { 'ca-key.pem': both });
    expect(refusal('times', now + 3651 * day)).toMatch(/^\/ca-key.pem: the certificate expired on .*: renew it, or move/);
    expect(refusal('times', now - 3 * day)).toMatch(/^\/ca-key.pem: the certificate is not valid before .*: check this machine's clock$/);
    const leaf = opensslAuthority(file, 'leaf', undefined, { extensions: 'basicConstraints=CA:FALSE\n' });
    directory('leaf', { 'ca-key.pem': leaf.key, 'ca.pem': leaf.certificate });
    expect(refusal('leaf')).toMatch(/^\/ca.pem: the certificate is not an authority's \(basicConstraints lacks CA:TRUE\)/);
  });

  test.each([
    ['nothing', ''],
    ['noise', '\u0000\u0001\u0002\u00ff'.repeat(1000)],
    ['half a file', both.slice(0, 100)],
    ['DER', readCertificates({ text: made.certificate })[0]!.raw.toString('latin1')],
  ])('%s in place of the key', (name, content) => {
    directory(name, { 'ca-key.pem': content });
    expect(refusal(name)).toMatch(/^\/ca-key.pem: (no private key|no certificate) in it: expected a PEM block/);
  });

  test('noise in place of the certificate', () => {
    directory('noise-certificate', { 'ca-key.pem': both, 'ca.pem': 'noise' });
    expect(refusal('noise-certificate')).toMatch(/^\/ca.pem: no certificate in it: expected a PEM block/);
    expect(read('noise-certificate/ca.pem')).toBe('noise');
  });

  test('a key file that is a link to nowhere', () => {
    directory('nowhere', {});
    symlinkSync('gone', file('nowhere/ca-key.pem'));
    expect(refusal('nowhere')).toMatch(/^\/ca-key.pem: cannot be read \(ENOENT/);
  });
});
