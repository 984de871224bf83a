import { pooledRandom } from './random.ts';

test('gives different octets each time, across pages', () => {
  const fill = pooledRandom();
  const seen = new Set<string>();
  for (let i = 0; i < 1000; i++) {
    const into = new Uint8Array(10);
    fill(into);
    seen.add(Buffer.from(into).toString('hex'));
  }
  expect(seen.size).toBe(1000);
});
