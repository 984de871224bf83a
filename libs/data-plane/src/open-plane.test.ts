import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryBus } from '@weir/bus';
import { ConfigError, RuntimeFailure, Shutdown } from '@weir/service';
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
  ['a network', { allow_clients: ['10.0.0.0/33'] }, ConfigError],
])('%s that is wrong is told before anything is made', (_what, wrong, failure) => {
  expect(() => preparePlane(values(wrong), [], log)).toThrow(failure);
  expect(existsSync(join(folder, 'home'))).toBe(false);
});

test.each([1, 2])('with %s workers: the home and the authority are made, it listens, and its publisher bounds them all', async (workers) => {
  const prepared = preparePlane(values({ workers }), [], log);
  expect([prepared.captureBytes / workers, existsSync(prepared.certificateFile)]).toEqual([64 * 1024 * 1024, true]);
  const { publisher, consumer } = memoryBus();
  consumer.start((batches) => batches.forEach((batch) => batch.ack()));
  const plane = await prepared.open(publisher);
  const shutdown = new Shutdown();
  plane.defer(shutdown);
  expect(await plane.listen(8081)).toMatchObject([{ mode: 'regular@127.0.0.1:0', transport: 'tcp' }]);
  expect(await shutdown.run(9_000)).toEqual([]);
});

test.each<[object, boolean | undefined]>([[{}, undefined], [{ redact_headers: ['cookie'] }, false], [{ redact_query: ['token'], redact_key: '0123456789abcdef' }, true]])('%j: the log says under which key values are redacted', (more, given) => {
  const told: unknown[] = [];
  preparePlane(values(more), [], { event: (_level, name, fields) => void (name === 'redaction' && told.push(fields)) });
  expect(told).toEqual(given === undefined ? [] : [{ key: expect.stringMatching(/^k[0-9a-f]{6}$/), given }]);
});
