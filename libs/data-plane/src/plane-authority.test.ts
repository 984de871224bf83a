import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrapToken, FakeAuthority, FakeDirectory } from '@weir/certs/testing';
import { ConfigError, RuntimeFailure } from '@weir/service';
import { PlaneFolder, planeValues } from '../test/plane-folder.ts';
import { addresses, authorityIn, openPlaneAuthority } from './plane-authority.ts';

let lines: string[];
let folder: PlaneFolder;
let directory: FakeDirectory;
beforeEach(() => {
  lines = [];
  folder = new PlaneFolder();
  directory = new FakeDirectory();
});
afterEach(() => {
  folder[Symbol.dispose]();
  directory[Symbol.dispose]();
});
const log = { event: (_level: string, name: string) => void lines.push(name) };

const values = (urls: readonly string[], more: object = {}) => ({ ...planeValues('regular'), ca_url: urls, ca_trust: directory.trustFile, ca_token: bootstrapToken, ...more });

async function until(isSo: () => boolean): Promise<void> {
  for (const end = performance.now() + 4_000; !isSo();) {
    if (performance.now() > end) throw new Error(`not so: ${isSo.toString()}`);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}

test('without a service it is the directory\'s, with nothing to tell', async () => {
  const { certs, trusted, figures, close } = await openPlaneAuthority(planeValues('regular'), folder.authority, log);
  expect([certs.context({ names: ['a.example'] }) instanceof Promise, trusted() === trusted(), trusted()?.fingerprint.length, figures()]).toEqual([false, true, 95, undefined]);
  close();
});

test('what is wrong with either is told', async () => {
  writeFileSync(join(folder.authority, 'ca.pem'), 'no certificate');
  expect(() => authorityIn(folder.authority)).toThrow(RuntimeFailure);
  await expect(openPlaneAuthority(planeValues('regular'), folder.authority, log)).rejects.toThrow(RuntimeFailure);
  await expect(openPlaneAuthority(values(['ca']), folder.authority, log)).rejects.toThrow(ConfigError);
  await expect(openPlaneAuthority(values(['ca:1'], { ca_token: 'two words' }), folder.authority, log)).rejects.toThrow(ConfigError);
});

test('with a service its roots are what is to be trusted, and nothing is made here', async () => {
  await using fake = await FakeAuthority.start(directory);
  rmSync(folder.authority, { recursive: true });
  const { certs, trusted, figures, close } = await openPlaneAuthority(values([`https://127.0.0.1:${fake.port}`]), folder.authority, log);
  expect([trusted(), figures()]).toEqual([undefined, { issued: 0, failed: 0, connected: false }]);
  await certs.context({ names: ['a.example'] });
  const first = trusted();
  expect([first?.fingerprint, trusted() === first, figures()]).toEqual([directory.root.certificates[0]!.fingerprint256, true, { issued: 1, failed: 0, connected: true }]);
  fake.rotate();
  await until(() => trusted() !== first);
  expect(trusted()?.fingerprint).toBe(directory.root.certificates[0]!.fingerprint256);
  expect([lines, existsSync(folder.authority)]).toEqual([['ca-roots', 'ca-connected', 'ca-roots'], false]);
  close();
  expect(figures()?.connected).toBe(false);
});

test('a service account\'s token is as good', async () => {
  await using fake = await FakeAuthority.start(directory);
  const token = join(folder.path, 'token');
  writeFileSync(token, 'service-token');
  const { certs, close } = await openPlaneAuthority(values([`127.0.0.1:${fake.port}`], { ca_token: undefined, ca_service_account_token: token, ca_delegated: true }), folder.authority, log);
  await certs.context({ names: ['a.example'] });
  await until(() => lines.includes('ca-delegated'));
  close();
});

test('addresses are said as they are given', () => {
  expect(addresses({ replicas: [{ host: 'ca', port: 8443 }, { host: '::1', port: 1 }] })).toBe('https://ca:8443, https://[::1]:1');
});
