import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PlaneOrder } from '../src/plane-messages.ts';

// A data plane as far as its parent can tell, which crashes the first time; the second does not end when it is told to.
process.on('message', (order: PlaneOrder) => {
  if (order.type !== 'start') return;
  const before = join(dirname(order.settings.authority), 'started-before');
  const first = !existsSync(before);
  writeFileSync(before, '');
  process.send!({ type: 'listening', listening: [] }, () => {
    if (first) process.exit(3);
  });
});
