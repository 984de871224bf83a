import { parentPort, workerData } from 'node:worker_threads';
import { UsersFile } from './users-file.ts';
import type { CheckerData, CheckOrder, CheckReport } from './worker-messages.ts';

// The entry of a worker thread: password-thread.ts starts it and speaks to it by worker-messages.ts.

/** So often the file is looked at though nobody asks: who was taken out is forgotten, and several processes are of one mind. */
const lookMs = 1_000;

const { path, content } = workerData as CheckerData;
const file = new UsersFile(path, content, report);

parentPort!.on('message', ({ id, user, password }: CheckOrder) => report({ event: 'checked', id, ok: file.users.has(user, password) }));
setInterval(() => void file.users, lookMs);

function report(message: CheckReport): void {
  parentPort!.postMessage(message);
}
