import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { folder } from '../test/folder.ts';
import { secret } from '../test/hashes.ts';
import { readContent } from './users-file.ts';
import type { CheckerData, CheckOrder, CheckReport } from './worker-messages.ts';

const file = folder();

test('it answers each order, and says when the file has changed', async () => {
  const path = file('users', `ann:${secret.bcrypt}\n`);
  const data: CheckerData = { path, content: readContent(path) };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: data });
  const ask = async (order: CheckOrder): Promise<CheckReport> => {
    worker.postMessage(order);
    return ((await once(worker, 'message')) as [CheckReport])[0];
  };
  try {
    expect(await ask({ id: 1, user: 'ann', password: 'secret' })).toEqual({ event: 'checked', id: 1, ok: true });
    expect(await ask({ id: 2, user: 'ann', password: 'other' })).toEqual({ event: 'checked', id: 2, ok: false });
    file('users', `bob:${secret.sha}\nann:${secret.apr1}\n`);
    // Nobody has to ask.
    expect(await once(worker, 'message')).toEqual([{ event: 'read', users: 2 }]);
    expect(await ask({ id: 3, user: 'bob', password: 'secret' })).toEqual({ event: 'checked', id: 3, ok: true });
  } finally {
    await worker.terminate();
  }
});
