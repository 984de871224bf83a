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
  for (const given of [{ ca_token: token }, { ca_service_account_token: file }]) {
    const failed: Error = await CaClient.enroll(values(given)).then(() => { throw new Error('enrolled'); }, (error: Error) => error);
    expect(failed).toMatchObject({ name: 'ConfigError', message: expect.stringMatching(/token/) });
    expect(failed.message).not.toContain('s3cr3t');
  }
});

test.each([
  [{ ca_url: [] }, 'ConfigError', /^--ca-url: /],
  [{ ca_trust: undefined }, 'ConfigError', /^--ca-trust: /],
  [{ ca_trust: '/nonexistent' }, 'RuntimeFailure', /^--ca-trust: cannot read \/nonexistent/],
  [{ ca_token: undefined }, 'ConfigError', /^--ca-token: /],
  [{ ca_service_account_token: '/nonexistent' }, 'RuntimeFailure', /^--ca-service-account-token: cannot read/],
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
