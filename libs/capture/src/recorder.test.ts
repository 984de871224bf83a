import { CLIENT, ProxyError, SERVER, type Connection } from '@weir/core';
import { ulidText, wire } from '@weir/flow';
import { checkAccounts, connection, get, ok, redactor, rig } from '../test/fakes.ts';

const { OPEN, COMPLETE, ERROR } = wire.FlowState;

test('a flow that ends soon is published once, whole, within 5 ms', () => {
  const { recorder, bus, time } = rig();
  const tap = recorder.flow(connection(), 'http');
  tap.request(get);
  time.pass(2.5);
  tap.response(ok);
  tap.body(SERVER, Buffer.from('hello'));
  tap.end();
  expect(bus.committed).toHaveLength(0);
  time.pass(5);
  expect(bus.flows).toEqual([expect.objectContaining({
    state: COMPLETE, revision: 1, mode: 'reverse:http://example.com@8080', startedAtUs: 1_795_427_200_000_250, endedAtUs: 1_795_427_200_002_750,
    error: undefined, messages: undefined,
  })]);
  expect(bus.batches[0]).toMatchObject({ firstSeq: 1, producer: 'test' });
  expect(bus.committed[0]!.id).toBe(`${ulidText(bus.batches[0]!.epoch)}:1`);
});

test('a flow that stays open is published early, and again at its end', () => {
  const { recorder, bus, time } = rig();
  const tap = recorder.flow(connection(), 'http');
  tap.request(get);
  time.pass(900);
  expect(bus.flows).toHaveLength(0);
  time.pass(400);
  expect(bus.flows.map(({ state, revision, endedAtUs, response }) => [state, revision, endedAtUs, response])).toEqual([[OPEN, 1, 0, undefined]]);
  time.pass(60_000);
  expect(bus.flows).toHaveLength(1);
  // An answer that came late is worth a revision: a stream of events may follow for hours.
  tap.response(ok);
  time.pass(5);
  tap.end();
  time.pass(5);
  expect(bus.flows.map(({ state, revision, response }) => [state, revision, response?.status])).toEqual([
    [OPEN, 1, undefined], [OPEN, 2, 200], [COMPLETE, 3, 200],
  ]);
  expect(new Set(bus.flows.map(({ id }) => ulidText(id))).size).toBe(1);
});

test('what an open flow holds of its bodies is published with it and no longer held', () => {
  const { recorder, bus, time } = rig();
  const tap = recorder.flow(connection(), 'http');
  tap.request(get);
  tap.body(CLIENT, Buffer.from('question'));
  tap.response(ok);
  tap.body(SERVER, Buffer.from('ans'));
  const before = recorder.stats().heldBytes;
  time.pass(1300);
  expect(before - recorder.stats().heldBytes).toBe(11);
  tap.body(SERVER, Buffer.from('wer'));
  tap.end();
  time.pass(5);
  expect(bus.chunks.map(({ side, seq, data }) => [side, seq, Buffer.from(data).toString()])).toEqual([[0, 0, 'question'], [1, 0, 'ans'], [1, 1, 'wer']]);
  expect(bus.flows.at(-1)!.response!.body).toMatchObject({ size: 6, captured: 6, truncated: false });
  expect(bus.flows.at(-1)!.response!.body!.data).toHaveLength(0);
});

test('a failed flow tells its error; without a request it is an http flow all the same', () => {
  const { recorder, bus, time } = rig();
  const tap = recorder.flow({ ...connection(), server: undefined } as unknown as Connection, 'http');
  tap.fail(new ProxyError('protocol-violation', 'The request line has no version.'));
  time.pass(5);
  expect(bus.flows).toEqual([expect.objectContaining({
    type: 1, state: ERROR, request: undefined, response: undefined, server: undefined,
    error: { code: 'protocol-violation', message: 'The request line has no version.' },
  })]);
});

test('the leg of an exchange is the one that answered it, or the last', () => {
  const { recorder, bus, time } = rig();
  const conn = connection();
  const first = recorder.flow(conn, 'http');
  first.request(get);
  first.response(ok);
  conn.server = { address: { host: 'other.example', port: 443 }, state: 'failed' };
  first.end();
  const second = recorder.flow(conn, 'http');
  second.request(get);
  second.fail(new ProxyError('connect-refused', 'no'));
  time.pass(5);
  expect(bus.flows.map(({ server }) => [server!.address, server!.port, server!.ip])).toEqual([['example.com', 80, '192.0.2.1'], ['other.example', 443, '']]);
});

test('facts of the connection are read at the end: TLS comes late', () => {
  const { recorder, bus, time } = rig();
  const conn = connection();
  const tap = recorder.flow(conn, 'tcp');
  const certificate = { subject: 'CN=example.com', issuer: 'CN=issuer', notAfter: '2027-01-01T00:00:00Z', names: ['example.com'] };
  conn.server!.tls = { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', alpn: 'h2', certificate };
  conn.client.tls = { version: 'TLSv1.2', cipher: 'ECDHE', sni: 'example.com' };
  tap.end();
  time.pass(5);
  expect(bus.flows[0]!.server!.tls).toMatchObject({ version: 'TLSv1.3', alpn: 'h2', certificate: { notAfter: '2027-01-01T00:00:00Z', names: ['example.com'] } });
  expect(bus.flows[0]!.client!.tls).toMatchObject({ version: 'TLSv1.2', sni: 'example.com' });
  expect(bus.flows[0]!.messages).toEqual({ count: 0, bytes: 0 });
});

test('a flow is as it was at its end, whatever its connection does before it is encoded', () => {
  const { recorder, bus, time } = rig();
  const conn = connection();
  const tap = recorder.flow(conn, 'http');
  tap.request(get);
  tap.fail(new ProxyError('connect-refused', 'Nobody is there.'));
  time.now += 3;
  conn.client.tls = { version: 'TLSv1.3', cipher: 'x' };
  conn.server!.tls = { version: 'TLSv1.2', cipher: 'y' };
  conn.server = { address: { host: 'next', port: 1 }, state: 'opening' };
  time.pass(5);
  const [flow] = bus.flows;
  expect([flow!.client!.tls, flow!.server!.tls, flow!.server!.address]).toEqual([undefined, undefined, connection().server!.address.host]);
  expect(Number(flow!.endedAtUs - flow!.startedAtUs)).toBe(0);
});

test('redaction sees the record before it is encoded; what it cannot do does not go out', () => {
  const { recorder, bus, time, faults } = rig({
    redact: redactor({
      record: (record) => {
        if (record.request?.path === '/bad') throw new Error('no rule');
        if (record.request !== undefined) record.request.headers = ['X', 'redacted'];
      },
    }),
  });
  for (const path of ['/good', '/bad']) {
    const tap = recorder.flow(connection(), 'http');
    tap.request({ ...get, path });
    tap.end();
  }
  time.pass(300);
  expect(bus.flows.map((flow) => flow.request!.headers.map(({ value }) => Buffer.from(value).toString()))).toEqual([['redacted']]);
  expect(bus.lost).toEqual([expect.objectContaining({ reason: 'capture-fault', count: 1, firstSeq: 2, lastSeq: 2 })]);
  expect([recorder.stats().faults, faults.length]).toEqual([1, 1]);
});

test('close ends what is open, flushes, and says goodbye with the last number', async () => {
  const { recorder, bus, time } = rig();
  bus.prompt = false;
  const fresh = recorder.flow(connection(), 'http');
  recorder.flow(connection(), 'tcp');
  time.pass(1300);
  recorder.flow(connection(), 'http');
  expect(recorder.stats().openFlows).toBe(3);
  await recorder.close(new AbortController().signal);
  await recorder.close(new AbortController().signal);
  expect(recorder.stats()).toMatchObject({ openFlows: 0, heldBytes: 0, lost: 0, captured: 5, published: 5 });
  expect(bus.flows.filter(({ error }) => error?.code === 'shutdown')).toHaveLength(3);
  expect(bus.batches.at(-1)!.records).toEqual([{ kind: { $case: 'goodbye', value: { lastSeq: 6 } } }]);
  checkAccounts(bus, recorder);
  fresh.end();
  recorder.flow(connection(), 'http').end();
  time.pass(5000);
  expect(recorder.stats().captured).toBe(5);
});

test('close says goodbye also when it has no time, and rejects', async () => {
  const { recorder, bus } = rig();
  recorder.flow(connection(), 'http').end();
  await expect(recorder.close(AbortSignal.abort(new Error('no time')))).rejects.toThrow('no time');
  expect(bus.batches.flatMap(({ records }) => records).map(({ kind }) => kind?.$case)).toEqual(['flow', 'goodbye']);
});

test('a bug never reaches the handler; it is counted, and told once', () => {
  const { recorder, bus, time, faults } = rig();
  const broken = { get client() { throw new Error('bug'); }, mode: 'x' } as unknown as Connection;
  for (let i = 0; i < 3; i++) {
    const tap = recorder.flow(broken, 'http');
    tap.request({ ...get, headers: null as unknown as string[] });
    tap.body(SERVER, null as unknown as Uint8Array);
    tap.message(CLIENT, 'data', undefined as unknown as Uint8Array);
    tap.trailers(SERVER, undefined as unknown as string[]);
    tap.response(null as unknown as typeof ok);
    tap.end();
  }
  time.pass(300);
  expect([faults.length, recorder.stats().faults, recorder.stats().openFlows]).toEqual([1, 21, 0]);
  expect(bus.lost).toEqual([expect.objectContaining({ reason: 'capture-fault', count: 6 })]);
  expect(recorder.stats().heldBytes).toBe(0);
});

test('a clock, a publisher or a log that throws harms nobody', () => {
  const { recorder, time } = rig({ onFault: () => { throw new Error('log'); } });
  const tap = recorder.flow(connection(), 'http');
  time.nowMs = () => { throw new Error('clock'); };
  tap.end();
  recorder.flow(connection(), 'http').end();
  expect(recorder.stats()).toMatchObject({ openFlows: 0, faults: 2 });

  const other = rig();
  other.bus.publish = () => { throw new Error('bus'); };
  other.recorder.flow(connection(), 'http').end();
  other.time.pass(5);
  expect(other.recorder.stats()).toMatchObject({ captured: 1, lost: 1, faults: 1 });
});

