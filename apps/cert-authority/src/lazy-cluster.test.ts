import type { Cluster } from '@weir/kubernetes';
import { LazyCluster } from './lazy-cluster.ts';

test('opened once, when it is needed; after a failure again', async () => {
  let opened = 0;
  const published: unknown[] = [];
  const cluster = new LazyCluster(async () => {
    if (++opened === 1) throw new Error('no cluster');
    return { reviewToken: async (token: string) => `user of ${token}`, publish: async (...given: unknown[]) => void published.push(given) } as unknown as Cluster;
  });
  expect(opened).toBe(0);
  await expect(cluster.reviewToken('t', 'a')).rejects.toThrow('no cluster');
  expect(await Promise.all([cluster.reviewToken('t', 'a'), cluster.reviewToken('u', 'a')])).toEqual(['user of t', 'user of u']);
  await cluster.publish('name', { a: 'b' });
  expect([opened, published]).toEqual([2, [['name', { a: 'b' }]]]);
});
