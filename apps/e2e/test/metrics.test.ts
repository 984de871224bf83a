import { OtlpReceiver, parseExposition, type Family } from '@weir/testing';
import { curl, freePort, RawOrigin, until, Weir } from '../src/index.ts';

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

type Families = ReadonlyMap<string, Family>;

/** Of all series of a metric, or of those with these labels. */
function sum(families: Families, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const family = families.get(name);
  if (family === undefined) throw new Error(`there is no ${name}`);
  return family.samples.filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value)).reduce((total, { value }) => total + value, 0);
}

async function metricsOf(weir: Weir): Promise<Families> {
  return parseExposition(await (await weir.get('/metrics')).text());
}

/** Metrics once all that was captured is stored. */
function settledMetrics(weir: Weir): Promise<Families> {
  return until('all records stored', async () => {
    const families = await metricsOf(weir);
    return sum(families, 'weir_capture_records_total') === sum(families, 'weir_capture_published_records_total') && sum(families, 'weir_proxy_open_connections') === 0 ? families : undefined;
  });
}

test('what /metrics counts adds up with the traffic and with /api/v1/loss', async () => {
  await using origin = await RawOrigin.answering(answer);
  await using weir = await Weir.up(['--mode', 'regular@127.0.0.1:0']);
  for (let n = 0; n < 5; n++) expect((await curl('-x', weir.proxy(), `http://127.0.0.1:${origin.port}/${n}`)).body).toBe('ok');
  const closed = await freePort();
  expect((await curl('-x', weir.proxy(), `http://127.0.0.1:${closed}/`)).status).toBe(502);
  await weir.settled('~m GET', 6);

  const families = await settledMetrics(weir);
  const loss = await weir.loss();
  expect(sum(families, 'weir_capture_records_total')).toBe(loss.captured);
  expect(sum(families, 'weir_capture_published_records_total')).toBe(loss.stored);
  expect([loss.lost, sum(families, 'weir_capture_lost_records_total')]).toEqual([[], 0]);
  expect(sum(families, 'weir_proxy_connections_total')).toBe(6);
  expect(sum(families, 'weir_proxy_errors_total', { code: 'connect-refused' })).toBe(1);
  expect(sum(families, 'weir_collector_flow_revisions_total')).toBe(6);
  expect(sum(families, 'weir_capture_open_flows')).toBe(0);
  expect(sum(families, 'weir_bus_pending_bytes')).toBe(0);
  expect(sum(families, 'weir_collector_store_bytes')).toBeGreaterThan(0);
  expect(sum(families, 'weir_process_resident_memory_bytes')).toBeGreaterThan(0);
  expect(families.get('weir_thread_heap_bytes')!.samples.map(({ labels }) => labels['thread']).sort()).toEqual(['collector', 'data-plane']);
}, 30_000);

test('with workers each tells its own', async () => {
  await using origin = await RawOrigin.answering(answer);
  await using weir = await Weir.up(['--workers', '2', '--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`]);
  for (let n = 0; n < 30; n++) expect((await curl(`http://127.0.0.1:${weir.port()}/`)).body).toBe('ok');
  await weir.settled('~m GET', 30);
  const families = await settledMetrics(weir);
  expect(sum(families, 'weir_proxy_connections_total')).toBe(30);
  expect(sum(families, 'weir_capture_records_total')).toBe((await weir.loss()).captured);
  const workers = families.get('weir_process_resident_memory_bytes')!.samples.map(({ labels }) => labels['worker']?.replace(/^.*-(?=worker)/, ''));
  expect(workers.sort()).toEqual(['worker-1', 'worker-2', undefined]);
}, 30_000);

test('the same is sent by OTLP, the last of it at the end', async () => {
  await using receiver = await OtlpReceiver.start();
  await using origin = await RawOrigin.answering(answer);
  await using weir = await Weir.up(['--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`, '--otlp-endpoint', receiver.url]);
  for (let n = 0; n < 3; n++) expect((await curl(`http://127.0.0.1:${weir.port()}/`)).body).toBe('ok');
  await weir.settled('~m GET', 3);
  const { captured } = await weir.loss();
  expect(await weir.stop()).toBe(0);
  const { resource, metrics } = receiver.exports.at(-1)!;
  expect(resource).toMatchObject({ 'service.namespace': 'weir', 'service.name': 'weir' });
  const value = (name: string): number | undefined => metrics.find((metric) => metric.name === name)?.points[0]?.value;
  expect(value('weir_proxy_connections_total')).toBe(3);
  expect(value('weir_capture_records_total')).toBe(captured);
  expect(value('weir_collector_flow_revisions_total')).toBe(3);
}, 30_000);

test('probes and scrapes on a port of their own, where it is told; without a token', async () => {
  const port = await freePort();
  await using weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--health-listen', `127.0.0.1:${port}`]);
  const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);
  expect(await (await get('/healthz')).text()).toBe('ok\n');
  await until('the listeners known', async () => ((await get('/readyz')).status === 200 ? true : undefined));
  const families = parseExposition(await (await get('/metrics')).text());
  expect([...families.keys()].filter((name) => name.startsWith('weir_'))).toEqual([...(await metricsOf(weir)).keys()].filter((name) => name.startsWith('weir_')));
  expect((await get('/api/v1/flows')).status).toBe(404);
  expect(await weir.stop()).toBe(0);
  await expect(get('/healthz')).rejects.toThrow();
}, 30_000);

test('a port for probes that is taken is told before a proxy listens', async () => {
  await using taken = await RawOrigin.answering(answer);
  await expect(Weir.up(['--mode', 'regular@127.0.0.1:0', '--health-listen', `127.0.0.1:${taken.port}`])).rejects.toThrow(/health and metrics cannot listen on 127\.0\.0\.1:\d+: the port is in use; --health-listen chooses another/);
}, 30_000);
