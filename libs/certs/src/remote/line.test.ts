import type { wire } from '@weir/ca-api';
import { FakeAuthority, FakeDirectory } from '../../test/fake-authority.ts';
import { pause, until } from '../../test/remote-rig.ts';
import { defaultRemoteLimits } from './limits.ts';
import { Line } from './line.ts';
import { TrustFile } from './trust-file.ts';

let directory: FakeDirectory;
beforeAll(() => { directory = new FakeDirectory(); });
afterAll(() => directory[Symbol.dispose]());

function open(port: number, watched = true, limits = defaultRemoteLimits) {
  const bundles: wire.Bundle[] = [];
  const states: string[] = [];
  const line: Line = new Line({
    address: { host: '127.0.0.1', port }, trust: new TrustFile(directory.trustFile), limits, onChange: () => void states.push(line.state), ...(watched && { onBundle: (bundle) => void bundles.push(bundle) }),
  });
  return { line, bundles, states };
}

test.each([true, false])('is up, and again after it was lost (watched: %s)', async (watched) => {
  await using fake = await FakeAuthority.start(directory);
  const { line, bundles, states } = open(fake.port, watched);
  expect([line.state, line.connection]).toEqual(['connecting', undefined]);
  await until(() => line.state === 'up');
  expect([line.connection !== undefined, bundles.length]).toEqual([true, watched ? 1 : 0]);
  fake.kill();
  await until(() => line.state === 'down');
  expect(line.connection).toBeUndefined();
  await fake.listen();
  await until(() => line.state === 'up', 1_500);
  expect(states.filter((state, at) => state !== states[at - 1])).toEqual(['up', 'down', 'up']);
  line.close();
});

test('tries again after 100 ms to 1 s, and says why it is down', async () => {
  const { line, states } = open(1);
  await until(() => states.length === 3);
  expect([line.state, line.reason]).toEqual(['down', 'connect ECONNREFUSED 127.0.0.1:1']);
  line.close();
  await pause(500);
  expect(states).toHaveLength(3);
});

test('up and lost at once again and again is not tried without a pause', async () => {
  await using fake = await FakeAuthority.start(directory);
  const { line, states } = open(fake.port);
  const end = performance.now() + 1_000;
  while (performance.now() < end) {
    line.renew('for the test');
    await pause(2);
  }
  expect(fake.counts.bundle).toBeLessThan(8);
  expect(states).toContain('down');
  line.close();
});

test('a fleet that has lost the service in one moment does not come back in one moment', async () => {
  await using fake = await FakeAuthority.start(directory);
  const fleet = Array.from({ length: 20 }, () => open(fake.port, true, { ...defaultRemoteLimits, reconnectMs: [2_000, 2_000] }).line);
  await until(() => fleet.every(({ state }) => state === 'up'));
  for (const line of fleet) line.renew('for the test');
  const back: number[] = [];
  await until(() => {
    const up = fleet.filter(({ state }) => state === 'up').length;
    while (back.length < up) back.push(performance.now());
    return up === fleet.length;
  }, 10_000);
  expect(back.at(-1)! - back[0]!).toBeGreaterThan(500);
  for (const line of fleet) line.close();
}, 20_000);

test('retired or closed, it is not made anew', async () => {
  await using fake = await FakeAuthority.start(directory);
  for (const way of ['close', 'retire'] as const) {
    const { line, states } = open(fake.port);
    await until(() => line.state === 'up');
    line[way]();
    const before = fake.counts.bundle;
    line.renew('too late');
    await pause(200);
    expect([fake.counts.bundle, states]).toEqual([before, ['up']]);
  }
});
