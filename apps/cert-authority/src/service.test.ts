import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { CertificateAuthorityClient, type wire } from '@weir/ca-api';
import { ConfigError, resolveOptions, RuntimeFailure, Shutdown } from '@weir/service';
import { call } from '../test/rig.ts';
import { authorityService } from './service.ts';

const log = { event: () => undefined };
let folder: string;
let shutdown: Shutdown;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-authority-'));
  shutdown = new Shutdown();
});
afterEach(async () => {
  expect(await shutdown.run(9_000)).toEqual([]);
  rmSync(folder, { recursive: true });
});

function values(given: Readonly<Record<string, string>> = {}, policy = 'callers: []') {
  const file = join(folder, 'policy.yaml');
  writeFileSync(file, policy);
  const usual = { home: folder, ca_policy: file, ca_listen: '127.0.0.1:0', health_listen: '127.0.0.1:0' };
  return resolveOptions(authorityService.options, { given: new Map(Object.entries({ ...usual, ...given }).map(([name, value]) => [name, [value]])), environment: {} });
}

interface Line { readonly event: string; readonly port?: number }

test('it listens, answers with the authority of its folder, is ready, and ends with watchers that stay', async () => {
  const lines = await authorityService.start(values({ ca_publish_dir: join(folder, 'public') }), { log, shutdown }) as readonly Line[];
  expect(lines.map(({ event }) => event)).toEqual(['listening', 'health', 'ready']);
  const client = new CertificateAuthorityClient(`localhost:${lines[0]!.port}`, credentials.createSsl(readFileSync(join(folder, 'ca', 'identity.pem'))));
  const { roots } = await call<wire.Bundle>((done) => client.getBundle({}, done));
  expect(readFileSync(join(folder, 'public', 'bundle.pem'), 'latin1').replace(/-----.*|\n/g, '')).toBe(roots[0]!.certificate.toString('base64'));
  const watch = client.watchBundle({});
  await new Promise((resolve) => { watch.once('data', resolve); });
  const ended = new Promise((resolve) => { watch.once('end', resolve).once('error', resolve); });
  expect((await fetch(`http://127.0.0.1:${lines[1]!.port}/readyz`)).status).toBe(200);
  expect(await (await fetch(`http://127.0.0.1:${lines[1]!.port}/metrics`)).text()).toMatch(/^weir_authority_watchers 1$/m);
  expect(await shutdown.run(9_000)).toEqual([]);
  await ended;
  client.close();
});

test.each([
  [{ ca_policy: '' }, ConfigError, '--ca-policy: say who may ask'],
  [{ ca_policy: '/nonexistent' }, ConfigError, '--ca-policy: /nonexistent: cannot be read'],
  [{ ca_names: 'a b' }, ConfigError, '--ca-names: "a b" is neither'],
  [{ home: '/dev/null' }, RuntimeFailure, '/dev/null'],
  [{ ca_publish: 'weir-ca' }, RuntimeFailure, '--ca-publish is given, but there is no cluster'],
] as const)('%j: what to do is said, and nothing stays open', async (given, kind, message) => {
  const failed = authorityService.start(values(given), { log, shutdown });
  await expect(failed).rejects.toThrow(kind);
  await expect(failed).rejects.toThrow(message);
});

test('service accounts in the policy need a cluster', async () => {
  const failed = authorityService.start(values({}, 'callers: [{ name: a, serviceAccount: weir/a }]'), { log, shutdown });
  await expect(failed).rejects.toThrow('the policy has service accounts, but there is no cluster');
});
