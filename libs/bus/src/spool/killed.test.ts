import { fork } from 'node:child_process';
import { once } from 'node:events';
import { spoolFolder } from '../../test/spool-folder.ts';
import { openSpool } from './spool.ts';

const folder = spoolFolder();
const producer = new URL('../../test/spool-process.ts', import.meta.url);

test.each([1, 200, 900])('killed (kill -9) after %d batches were committed: all that were are there, whole and in order', async (count) => {
  const child = fork(producer, [folder.path], { execArgv: ['--conditions=source'] });
  let last = 0;
  child.on('message', (number: number) => {
    // Committed in order: up to here.
    expect(number).toBe(last + 1);
    last = number;
    if (number === count) child.kill('SIGKILL');
  });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  expect(last).toBeGreaterThanOrEqual(count);

  const spool = await openSpool({ directory: folder.path, limitBytes: 1, clock: { nowMs: () => 0 } });
  const { batches } = spool.stats();
  let read = 0;
  for (let next = await spool.next(); next !== undefined; next = await spool.next()) {
    read++;
    const { id, firstSeq, payload } = next.batch;
    expect([id, firstSeq, payload.length, new Set(payload).size, payload[0]]).toEqual([`epoch:${read}`, read, 1 + (read * 7919) % 20_000, 1, read % 256]);
  }
  expect(read).toBe(batches);
  expect(read).toBeGreaterThanOrEqual(last);
  await spool.close();
}, 20_000);
