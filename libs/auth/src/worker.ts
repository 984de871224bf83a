import { parentPort, workerData } from 'node:worker_threads';
import { UsersFile } from './users-file.ts';
import type { CheckerData, CheckOrder, CheckReport } from './worker-messages.ts';

// The entry of a worker thread: password-thread.ts starts it and speaks to it by worker-messages.ts.

const { path } = workerData as CheckerData;
const file = new UsersFile(path, report);

parentPort!.on('message', ({ id, user, password }: CheckOrder) => report({ event: 'checked', id, ok: file.users.has(user, password) }));

function report(message: CheckReport): void {
  parentPort!.postMessage(message);
}
