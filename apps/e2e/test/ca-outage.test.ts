import { readFileSync } from 'node:fs';
import { authorityTokens, CertAuthority, Service, SteadyVisits, temporaryFolder, until, visit, weirCommand, World, type Folder } from '../src/index.ts';
import { NatsServer } from '@weir/testing';

// What proxies do while the certificate authority service comes and goes: real processes, TLS clients of Node before a real nginx.

let world: World;
let nats: NatsServer;
let home: Folder;
let collector: Service;

beforeAll(async () => {
  world = await World.create();
  nats = await NatsServer.start();
  home = temporaryFolder('ca-outage');
  collector = await Service.start('collector', { WEIR_NATS_URL: nats.url, WEIR_HOME: home.file('collector') });
}, 60_000);

afterAll(async () => {
  for (const each of [collector, nats, world]) await each[Symbol.asyncDispose]();
  home[Symbol.dispose]();
}, 60_000);

/** A reverse proxy before nginx, whose certificates are named by SNI: as many names as clients say. */
function reverse(authority: CertAuthority, more: Readonly<Record<string, string>> = {}): Promise<Service> {
  return Service.start('reverse', {
    WEIR_NATS_URL: nats.url, WEIR_HOME: home.file('reverse'), WEIR_MODE: `reverse:http://127.0.0.1:${world.nginx.port}@127.0.0.1:0`, ...authority.caller(authorityTokens.reverse), ...more,
  });
}

/** Standard output of `weir ca` at that service, as its operator. */
async function command(authority: CertAuthority, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await weirCommand(['ca', ...args, '--ca-url', `https://localhost:${authority.port}`, '--ca-trust', authority.identity, '--ca-token', authorityTokens.operator]);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

const names = (count: number, word: string): readonly string[] => Array.from({ length: count }, (_, i) => `${word}-${i}.test`);

test('1,000 connections at once to 1,000 new names: 1,000 issuances; to one name: one', async () => {
  await using authority = await CertAuthority.start();
  await using proxy = await reverse(authority);
  const ca = readFileSync(authority.bundle, 'utf8');
  const seen = await Promise.all(names(1_000, 'many').map((name) => visit(proxy.port(), { ca, name })));
  expect(new Set(seen.map(({ answer }) => answer))).toEqual(new Set(['HTTP/1.1 200 OK']));
  expect(new Set(seen.map(({ certificate }) => certificate.serialNumber)).size).toBe(1_000);
  expect(await authority.issued()).toBe(1_000);
  const same = await Promise.all(Array.from({ length: 1_000 }, () => visit(proxy.port(), { ca, name: 'one.test' })));
  expect(new Set(same.map(({ certificate }) => certificate.serialNumber)).size).toBe(1);
  expect(await authority.issued()).toBe(1_001);
}, 120_000);

test('killed under load: known names go on, new ones are ca-unavailable, and within 2 s of its return all is well', async () => {
  await using authority = await CertAuthority.start();
  await using proxy = await reverse(authority);
  const ca = readFileSync(authority.bundle, 'utf8');
  const known = names(20, 'known');
  for (const name of known) await visit(proxy.port(), { ca, name });
  await using load = new SteadyVisits(proxy.port(), known, { ca });
  await until('a hundred visits', () => (load.count > 100 ? true : undefined), 20_000);

  await authority.kill();
  const before = load.count;
  await expect(visit(proxy.port(), { ca, name: 'new.test' })).rejects.toThrow();
  await until('a hundred more', () => (load.count > before + 100 ? true : undefined), 20_000);
  expect((await collector.settled('~e')).map(({ error }) => error?.code)).toContain('ca-unavailable');

  await authority.start();
  const back = performance.now();
  await until('a new name', () => visit(proxy.port(), { ca, name: 'later.test' }).catch(() => undefined), 10_000);
  expect(performance.now() - back).toBeLessThan(2_000);
  await load.stop();
  expect(load.errors).toEqual([]);
}, 120_000);

test('delegated: new names go on too while it is away', async () => {
  await using authority = await CertAuthority.start();
  await using proxy = await reverse(authority, { WEIR_CA_DELEGATED: 'true' });
  const ca = readFileSync(authority.bundle, 'utf8');
  await until('the intermediate', async () => (await authority.service.metricOf('weir_authority_issued_total', { kind: 'intermediate' })) || undefined);
  const { certificate } = await visit(proxy.port(), { ca, name: 'first.test' });
  expect([certificate.issuer.CN, certificate.issuerCertificate.issuer.CN]).toEqual(['Weir reverse', 'Weir']);
  await authority.kill();
  for (const name of names(20, 'delegated')) expect((await visit(proxy.port(), { ca, name })).answer).toBe('HTTP/1.1 200 OK');
  // What its constraints exclude only the service could sign for, and would not.
  await expect(visit(proxy.port(), { ca, name: 'forbidden.test' })).rejects.toThrow();
  await authority.start();
  await expect(visit(proxy.port(), { ca, name: 'forbidden.test' })).rejects.toThrow();
}, 60_000);

test('a new root under load: no failure for clients that trust both', async () => {
  await using authority = await CertAuthority.start();
  await using proxy = await reverse(authority);
  const weir = (...args: readonly string[]): Promise<string> => command(authority, args);
  const old = readFileSync(authority.bundle, 'utf8');
  const known = names(10, 'known');
  for (const name of known) await visit(proxy.port(), { ca: old, name });
  await weir('rotate', 'prepare');
  const both = await until('both roots', () => {
    const text = readFileSync(authority.bundle, 'utf8');
    return text.split('BEGIN').length === 3 ? text : undefined;
  });
  expect(await weir('export')).toBe(both);
  await using load = new SteadyVisits(proxy.port(), known, { ca: both });
  await until('visits', () => (load.count > 50 ? true : undefined), 20_000);
  await weir('rotate', 'activate');
  // Soon it is the new one that signs, also for what is known.
  await until('the new root everywhere', async () => {
    const issuers = await Promise.all(known.map(async (name) => (await visit(proxy.port(), { ca: both, name })).certificate.issuer.CN));
    return issuers.every((issuer) => issuer !== 'Weir') || undefined;
  }, 20_000);
  await weir('rotate', 'retire');
  const fresh = await until('one root', () => {
    const text = readFileSync(authority.bundle, 'utf8');
    return text.split('BEGIN').length === 2 ? text : undefined;
  });
  expect(old).not.toBe(fresh);
  for (const name of [...known, 'new.test']) expect((await visit(proxy.port(), { ca: fresh, name })).answer).toBe('HTTP/1.1 200 OK');
  await load.stop();
  expect(load.errors).toEqual([]);
}, 60_000);
