import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '@weir/x509';
import { CaClient, type CallerValues } from './ca-client.ts';

// What it gets from a real service: apps/e2e/test/ca-callers.test.ts and ca-outage.test.ts.

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'weir-ca-client-')); });
afterEach(() => rmSync(folder, { recursive: true }));

function values(more: Partial<CallerValues> = {}): CallerValues {
  const trust = join(folder, 'identity.pem');
  writeFileSync(trust, createAuthority(Date.now()).certificate);
  return { ca_url: ['https://localhost:1'], ca_trust: trust, ca_token: 'token', ca_service_account_token: undefined, ...more };
}

test.each(['s3cr3t\u00fc', 's3cr3t\nmore', ''])('a token that is none (%j) is refused, and not shown', async (token) => {
  const file = join(folder, 'token');
  writeFileSync(file, token);
  const why = token === '' ? 'it is empty' : 'it holds characters that no token has';
  await expect(CaClient.enroll(values({ ca_token: token }))).rejects.toMatchObject({ name: 'ConfigError', message: `--ca-token: is no token: ${why}` });
  await expect(CaClient.enroll(values({ ca_token: undefined, ca_service_account_token: file })))
    .rejects.toMatchObject({ name: 'RuntimeFailure', message: `--ca-service-account-token: the token in ${file} cannot be read: ${why}` });
});

// The words of proxies: libs/data-plane/src/ca-settings.test.ts.
test.each([
  [{ ca_url: [] }, 'ConfigError', /^--ca-url: must say where/],
  [{ ca_url: ['http://ca:8443'] }, 'ConfigError', /^--ca-url: "http:\/\/ca:8443" is no address of a certificate authority service: expected https:\/\/HOST:PORT$/],
  [{ ca_url: ['https://ca'] }, 'ConfigError', /^--ca-url: "https:\/\/ca" is no address/],
  [{ ca_trust: undefined }, 'ConfigError', /^--ca-url: --ca-trust must say/],
  [{ ca_trust: '/nonexistent' }, 'RuntimeFailure', /^--ca-trust: cannot read \/nonexistent/],
  [{ ca_token: undefined }, 'ConfigError', /^--ca-url: --ca-token or --ca-service-account-token must say who this is/],
  [{ ca_service_account_token: '/token' }, 'ConfigError', /^--ca-token: one of .* not both$/],
  [{ ca_token: undefined, ca_service_account_token: '/nonexistent' }, 'RuntimeFailure', /^--ca-service-account-token: the token in \/nonexistent cannot be read: ENOENT/],
] as const)('%j: said in the option\'s words', async (more, name, message) => {
  await expect(CaClient.enroll(values(more))).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});

test('nobody listens, or nobody who speaks TLS: one line that says where', async () => {
  await expect(CaClient.enroll(values())).rejects.toMatchObject({ name: 'RuntimeFailure', message: expect.stringMatching(/^the certificate authority at localhost:1: /) });
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(CaClient.anonymous(values({ ca_url: [`127.0.0.1:${port}`] }))).rejects.toMatchObject({ name: 'RuntimeFailure', message: expect.stringContaining(`127.0.0.1:${port}`) });
  server.close();
});
