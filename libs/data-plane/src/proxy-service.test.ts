import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveOptions, Shutdown } from '@weir/service';
import { producerName, serviceOf, type ProxyService } from './proxy-service.ts';

const log = { event: () => undefined };
let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'weir-service-')); });
afterEach(() => rmSync(folder, { recursive: true }));

const regular: ProxyService = { name: 'regular', summary: 'sample', mode: 'regular', spec: 'regular', examples: [] };
const reverse: ProxyService = { name: 'reverse', summary: 'sample', mode: 'reverse', examples: [] };

function start(service: ProxyService, given: Readonly<Record<string, readonly string[]>>, shutdown = new Shutdown()) {
  const { options, start: run } = serviceOf(service);
  const all = { home: [folder], listen_port: ['0'], health_listen: ['127.0.0.1:0'], nats_url: ['nats://127.0.0.1:1'], ...given };
  return run(resolveOptions(options, { given: new Map(Object.entries(all)), environment: {} }), { log, shutdown });
}

test('NATS need not be there: it listens, is ready, and ends in order', async () => {
  const shutdown = new Shutdown();
  const lines = await start(regular, {}, shutdown) as readonly { readonly event: string; readonly port?: number }[];
  expect(lines.map(({ event }) => event)).toEqual(['listening', 'health', 'ready']);
  const health = `http://127.0.0.1:${lines[1]!.port}`;
  expect((await fetch(`${health}/readyz`)).status).toBe(200);
  expect(await (await fetch(`${health}/metrics`)).text()).toMatch(/^weir_bus_connected\b.* 0$/m);
  expect(await shutdown.run(9_000)).toEqual([]);
});

test('the certificate authority service need not be there either: it is ready, and says so in its metrics', async () => {
  const shutdown = new Shutdown();
  const lines = await start(regular, { ca_url: ['https://127.0.0.1:1'], ca_trust: ['/nonexistent/trust.pem'], ca_token: ['t'] }, shutdown) as readonly { readonly event: string; readonly port?: number }[];
  const health = `http://127.0.0.1:${lines[1]!.port}`;
  expect((await fetch(`${health}/readyz`)).status).toBe(200);
  const metrics = await (await fetch(`${health}/metrics`)).text();
  for (const name of ['weir_ca_connected', 'weir_ca_issuances_total', 'weir_ca_failures_total']) expect(metrics).toMatch(new RegExp(`^${name}\\b.* 0$`, 'm'));
  expect(await shutdown.run(9_000)).toEqual([]);
});

test.each([
  [reverse, [], '--mode: say which, such as reverse:..., or set WEIR_MODE'],
  [reverse, ['regular'], '--mode: regular is not for weir-reverse, which runs reverse: each mode has a service of its own'],
  [regular, ['regluar'], '--mode: '],
])('modes that %o does not run are refused: %j', async (service, mode, message) => {
  await expect(start(service, { mode })).rejects.toThrow(message);
});

test('usual headers are redacted unless it is told otherwise; its log is JSON', () => {
  const { options } = serviceOf(regular);
  expect(resolveOptions(options, { given: new Map(), environment: {} })).toMatchObject({
    mode: ['regular'], log_format: 'json', redact_headers: ['authorization', 'cookie', 'set-cookie', 'proxy-authorization', 'x-api-key'], health_listen: { port: 9464 },
  });
});

test.each([['regular', 'host', 'regular-host'], ['regular', 'regular-7d9c-abcde', 'regular-7d9c-abcde'], ['regular', 'regular', 'regular'], ['socks', 'regular-7d9c', 'socks-regular-7d9c']])(
  '%s at %s is the producer %s', (service, host, producer) => {
    expect(producerName(service, host)).toBe(producer);
  },
);
