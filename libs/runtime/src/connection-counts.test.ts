import { ProxyError } from '@weir/core';
import { ConnectionCounts } from './connection-counts.ts';

test('connections, and failures by their codes', () => {
  const counts = new ConnectionCounts();
  expect(counts.stats(0)).toEqual({ open: 0, accepted: 0, refused: 0, errors: {} });
  counts.accepted++;
  counts.refused++;
  counts.failed(new ProxyError('reset', 'one'));
  counts.failed(new ProxyError('reset', 'two'));
  counts.failed(new ProxyError('dns-failure', 'three'));
  const stats = counts.stats(1);
  expect(stats).toEqual({ open: 1, accepted: 1, refused: 1, errors: { reset: 2, 'dns-failure': 1 } });
  // As they were, whatever comes later.
  counts.failed(new ProxyError('reset', 'four'));
  expect(stats.errors).toEqual({ reset: 2, 'dns-failure': 1 });
});
