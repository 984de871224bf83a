import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionOptions, NatsSettingsError, type NatsSettings } from './settings.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-nats-settings-'));
  writeFileSync(join(folder, 'pem'), 'PEM');
});
afterAll(() => rmSync(folder, { recursive: true }));

const options = (more: Partial<NatsSettings>) => connectionOptions({ servers: ['nats://a:4222'], name: 'n', ...more });

test('servers and files', () => {
  const pem = join(folder, 'pem');
  expect(options({ servers: ['a', 'tls://b:1'] })).toEqual({ servers: ['a', 'tls://b:1'], name: 'n', tls: {} });
  expect(options({ tls: { ca: pem, cert: pem, key: pem } })).toEqual({ servers: ['nats://a:4222'], name: 'n', tls: { ca: 'PEM', cert: 'PEM', key: 'PEM' } });
  expect(options({ inboxPrefix: '_INBOX.regular' }).inboxPrefix).toBe('_INBOX.regular');
  expect(options({ servers: ['tls://[::1]:4222'] }).tls).toEqual({ checkServerIdentity: expect.any(Function) });
  expect(options({ user: 'a:b:c' }).authenticator).toBeDefined();
  expect(options({}).tls).toBeUndefined();
});

test.each<[Partial<NatsSettings>, string]>([
  [{ servers: ['http://a'] }, 'nats_url: "http://a" is no server: expected nats://HOST:PORT or tls://HOST:PORT'],
  [{ servers: ['nats://u:hunter2@a'] }, 'nats_url: credentials do not belong in the URL, where others see them: use nats_creds, nats_nkey or nats_user'],
  [{ servers: ['x://u:hunter2@a'] }, 'nats_url: "x://...@a" is no server: expected nats://HOST:PORT or tls://HOST:PORT'],
  [{ user: 'a' }, 'nats_user: expected USER:PASSWORD'],
  [{ nkey: 'SU1' }, 'nats_nkey: is no seed of a user: expected SU and 56 letters and digits'],
  [{ user: 'a:b', creds: '/x' }, 'nats_creds: one of nats_creds, nats_nkey and nats_user says who this is, not several'],
  [{ creds: '/nonexistent/x.creds' }, 'nats_creds: cannot read /nonexistent/x.creds: ENOENT: no such file or directory, open \'/nonexistent/x.creds\''],
  [{ tls: { cert: '/x' } }, 'nats_cert: a certificate and its key (nats_key) go together'],
])('%j is refused', (more, message) => {
  expect(() => options(more)).toThrow(new NatsSettingsError(message));
});
