import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryBus } from '@weir/bus';
import { bootstrapToken, FakeAuthority, FakeDirectory } from '@weir/certs/testing';
import { ConfigError, RuntimeFailure, Shutdown } from '@weir/service';
import { httpsOrigin, intercepted } from '../test/intercepted.ts';
import { planeValues } from '../test/plane-folder.ts';
import { preparePlane } from './open-plane.ts';

const log = { event: () => undefined };

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'weir-open-')); });
afterEach(() => rmSync(folder, { recursive: true }));

const values = (more: object = {}) => ({ ...planeValues('regular@127.0.0.1:0', join(folder, 'home')), ...more });

test.each([
  ['a mode', { mode: ['regluar'] }, ConfigError],
  ['a pattern', { ignore_hosts: ['('] }, ConfigError],
  ['a file of authorities', { ssl_verify_upstream_trusted_ca: '/nonexistent/ca.pem' }, RuntimeFailure],
  ['a path', { redact_json: ['password'] }, ConfigError],
  ['a service', { ca_url: ['ca'] }, ConfigError],
  ['a network', { allow_clients: ['10.0.0.0/33'] }, ConfigError],
])('%s that is wrong is told before anything is made', (_what, wrong, failure) => {
  expect(() => preparePlane(values(wrong), [], log)).toThrow(failure);
  expect(existsSync(join(folder, 'home'))).toBe(false);
});

test.each([1, 2])('with %s workers: the home and the authority are made, it listens, and its publisher bounds them all', async (workers) => {
  const prepared = preparePlane(values({ workers }), [], log);
  expect([prepared.captureBytes / workers, existsSync(prepared.certificateFile!)]).toEqual([64 * 1024 * 1024, true]);
  const { publisher, consumer } = memoryBus();
  consumer.start((batches) => batches.forEach((batch) => batch.ack()));
  const plane = await prepared.open(publisher);
  const shutdown = new Shutdown();
  plane.defer(shutdown);
  expect(await plane.listen(8081)).toMatchObject([{ mode: 'regular@127.0.0.1:0', transport: 'tcp' }]);
  expect(await shutdown.run(9_000)).toEqual([]);
});

describe.each([1, 2])('with %s workers and a certificate authority service', (workers) => {
  let directory: FakeDirectory;
  beforeEach(() => { directory = new FakeDirectory(); });
  afterEach(() => directory[Symbol.dispose]());

  async function open(port: number) {
    const prepared = preparePlane(values({ workers, ssl_insecure: true, ca_url: [`https://127.0.0.1:${port}`], ca_trust: directory.trustFile, ca_token: bootstrapToken }), [], log);
    expect([prepared.certificateFile, prepared.authority]).toEqual([undefined, `https://127.0.0.1:${port}`]);
    const { publisher, consumer } = memoryBus();
    consumer.start((batches) => batches.forEach((batch) => batch.ack()));
    const plane = await prepared.open(publisher);
    const shutdown = new Shutdown();
    plane.defer(shutdown);
    const [listening] = await plane.listen(8081);
    return { plane, shutdown, port: listening!.port };
  }

  const page = async (port: number): Promise<number> => {
    const socket = connect(port, '127.0.0.1');
    socket.end('GET http://mitm.it/cert/pem HTTP/1.1\r\nHost: mitm.it\r\nConnection: close\r\n\r\n');
    const [head] = await once(socket, 'data') as [Buffer];
    return Number(head.toString().split(' ')[1]);
  };

  test('its clients trust what the service signs; each process has asked for itself', async () => {
    await using fake = await FakeAuthority.start(directory);
    await using origin = await httpsOrigin();
    const { plane, shutdown, port } = await open(fake.port);
    const root = directory.root.certificates[0]!.toString();
    expect(await intercepted(port, origin.port, root)).toBe('ok');
    expect(await page(port)).toBe(200);
    const figures = await plane.figures();
    expect(figures.map(({ ca }) => ca?.connected)).toEqual(Array.from({ length: workers }, () => true));
    expect(figures.reduce((sum, { ca }) => sum + ca!.issued, 0)).toBeGreaterThan(0);
    expect(fake.counts.enroll).toBe(workers);
    expect(existsSync(join(folder, 'home', 'ca'))).toBe(false);
    const from = performance.now();
    expect(await shutdown.run(9_000)).toEqual([]);
    expect(performance.now() - from).toBeLessThan(4_000);
  });

  test('while it is away plain traffic passes, TLS fails soon, and the page says so', async () => {
    await using origin = await httpsOrigin();
    const plain = createServer((_request, response) => response.end('plain')).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const { plane, shutdown, port } = await open(1);
    const socket = connect(port, '127.0.0.1');
    const { port: target } = plain.address() as AddressInfo;
    socket.write(`GET http://127.0.0.1:${target}/ HTTP/1.1\r\nHost: 127.0.0.1:${target}\r\nConnection: close\r\n\r\n`);
    expect((await once(socket, 'data') as [Buffer])[0].toString()).toMatch(/^HTTP\/1\.1 200 /);
    const from = performance.now();
    expect(await intercepted(port, origin.port, directory.root.certificates[0]!.toString())).not.toBe('ok');
    expect(performance.now() - from).toBeLessThan(3_000);
    expect(await page(port)).toBe(503);
    expect((await plane.figures()).map(({ ca }) => ca?.connected)).toEqual(Array.from({ length: workers }, () => false));
    expect(await shutdown.run(9_000)).toEqual([]);
    plain.close();
  });
});

test.each<[object, boolean | undefined]>([[{}, undefined], [{ redact_headers: ['cookie'] }, false], [{ redact_query: ['token'], redact_key: '0123456789abcdef' }, true]])('%j: the log says under which key values are redacted', (more, given) => {
  const told: unknown[] = [];
  preparePlane(values(more), [], { event: (_level, name, fields) => void (name === 'redaction' && told.push(fields)) });
  expect(told).toEqual(given === undefined ? [] : [{ key: expect.stringMatching(/^k[0-9a-f]{6}$/), given }]);
});
