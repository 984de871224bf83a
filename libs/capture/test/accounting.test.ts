import { CLIENT, ProxyError, SERVER, type Tap } from '@weir/core';
import { wire } from '@weir/flow';
import { seeded } from '@weir/testing';
import { checkAccounts, connection, get, ok, redactor, rig } from './fakes.ts';

const bytes = Buffer.alloc(100_000, 'x');

/** Any call, also out of order, twice, or after the end. */
function act(tap: Tap, random: (below: number) => number): void {
  const side = random(2) === 0 ? CLIENT : SERVER;
  switch (random(9)) {
    case 0: return tap.request(get);
    case 1: return tap.response(ok);
    case 2: return tap.trailers(side, ['T', 'x'.repeat(random(3000))]);
    case 3: return tap.body(side, bytes.subarray(0, random(100_000)));
    case 4: return tap.body(side, bytes.subarray(0, random(2000)));
    case 5: return tap.message(side, 'data', bytes.subarray(0, random(5000)));
    case 6: return tap.end();
    case 7: return tap.fail(new ProxyError('reset', 'The client went away.'));
    default:
  }
}

test.each(Array.from({ length: 40 }, (_, seed) => [seed]))('captured = stored + lost, whatever happens (seed %i)', async (seed) => {
  const random = seeded(seed);
  const on = rig({
    caps: { bodyBytes: [0, 10_000, 300_000, Infinity][random(4)]!, memoryBytes: 3_000_000 },
    redact: redactor({
      record: () => {
        if (random(200) === 0) throw new Error('cannot redact');
      },
      holds: () => random(2) === 0,
      body: (_side, _headers, parts) => {
        if (random(50) === 0) throw new Error('cannot read');
        return random(3) === 0 ? undefined : parts;
      },
      message: (_side, _kind, bytes) => (random(3) === 0 ? undefined : bytes),
    }),
  });
  const { recorder, bus, time } = on;
  const taps: Tap[] = [];
  let most = 0;
  for (let step = 0; step < 3000; step++) {
    if (taps.length === 0 || random(4) === 0) taps.push(recorder.flow(connection(), random(2) === 0 ? 'http' : 'tcp'));
    act(taps[random(taps.length)]!, random);
    if (taps.length > 40) taps.splice(0, 20).forEach((tap) => (random(3) === 0 ? undefined : tap.end()));
    if (random(50) === 0) time.pass(random(600));
    if (random(100) === 0) bus.prompt = !bus.prompt;
    if (random(100) === 0) bus.limit = [0, 400_000, 2_000_000, Infinity][random(4)]!;
    if (bus.waiting.length > 0 && random(20) === 0) {
      bus.settle(random(3) > 0, random(2) === 0 ? undefined : 'collector-crash', random(bus.waiting.length));
    }
    most = Math.max(most, recorder.stats().heldBytes);
  }
  // One piece in a call and the batch that it fills may come on top.
  expect(most).toBeLessThan(3_000_000 + 400_000);
  bus.limit = Infinity;
  await recorder.close(new AbortController().signal);
  checkAccounts(bus, recorder);
  expect(recorder.stats()).toMatchObject({ openFlows: 0, heldBytes: 0 });
  checkFlows(bus);
});

/** Of each flow: in the order of numbers revisions grow, and nothing follows its one end; bodies add up; no chunk comes twice. */
function checkFlows(bus: ReturnType<typeof rig>['bus']): void {
  bus.committed.sort((a, b) => a.firstSeq - b.firstSeq);
  const key = (id: Uint8Array): string => Buffer.from(id).toString('hex');
  const last = new Map<string, { revision: number; state: number }>();
  const wrong: unknown[] = [];
  for (const flow of bus.flows) {
    const before = last.get(key(flow.id)) ?? { revision: 0, state: wire.FlowState.OPEN };
    if (before.state !== wire.FlowState.OPEN || flow.revision <= before.revision) wrong.push(flow);
    last.set(key(flow.id), flow);
    for (const body of [flow.request?.body, flow.response?.body]) {
      if (body !== undefined && (body.captured > body.size || (body.data.length > 0 && body.data.length !== body.captured))) wrong.push(body);
    }
  }
  expect(wrong).toEqual([]);
  const seen = bus.chunks.map(({ flow, kind, side, seq }) => `${key(flow)} ${kind} ${kind === wire.ChunkKind.BODY ? side : ''} ${seq}`);
  expect(new Set(seen).size).toBe(seen.length);
}
