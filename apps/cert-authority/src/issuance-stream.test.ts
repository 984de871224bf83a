import { wire } from '@weir/ca-api';
import { Rig } from '../test/rig.ts';

test('a reader that is slow gets all of it, in order, and little of it waits in memory', async () => {
  await using rig = await Rig.start();
  const entry = { time: 1, caller: 'regular', kind: 'leaf' as const, names: [`${'n'.repeat(200)}.example`], serialNumber: '01', notAfter: 2, fingerprint: 'F', issuer: 'I' };
  for (let i = 0; i < 20_000; i++) rig.issuances.append(entry, () => undefined);
  const operator = await rig.enrolled('o'.repeat(32));
  const before = process.memoryUsage().rss;
  const stream = operator.listIssuances({ since: 0, caller: 'regular', name: '', limit: 0, follow: false });
  let read = 0;
  for await (const each of stream) {
    const { sequence, kind } = each as wire.Issuance;
    expect(sequence).toBe(++read);
    if (read === 1) expect(kind).toBe(wire.IssuanceKind.ISSUANCE_KIND_LEAF);
    if (read % 5_000 === 0) await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  expect(read).toBe(20_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
});
