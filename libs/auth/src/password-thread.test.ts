import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { folder } from '../test/folder.ts';
import { secret } from '../test/hashes.ts';
import { PasswordThread } from './password-thread.ts';
import { readContent, type FileNews } from './users-file.ts';
import type { CheckerData } from './worker-messages.ts';

const file = folder();
const entry = new URL('./worker.ts', import.meta.url);

function data(name: string, users: string): CheckerData {
  const path = file(name, users);
  return { path, content: readContent(path) };
}

test('many at once are answered each with its own; changes of the file are told', async () => {
  const news: FileNews[] = [];
  const thread = new PasswordThread(data('users', `ann:${secret.bcrypt}\n`), (each) => news.push(each), entry);
  const passwords = ['secret', 'x', 'y', 'secret', 'z'];
  expect(await Promise.all(passwords.map((password) => thread.check('ann', password)))).toEqual([true, false, false, true, false]);
  file('users', `bob:${secret.sha}\n`);
  expect(await thread.check('ann', 'secret')).toBe(false);
  expect(news).toEqual([{ event: 'read', users: 1 }]);
  await thread.close();
});

test('a crash fails what waits; the next check begins another', async () => {
  const crashing = file('crashing.mjs');
  writeFileSync(crashing, "import { parentPort } from 'node:worker_threads';\nparentPort.on('message', ({ id, user }) => {\n"
    + "  if (user === 'crash') throw new Error('a bug');\n  parentPort.postMessage({ event: 'checked', id, ok: true });\n});\n");
  const thread = new PasswordThread(data('unused', `ann:${secret.sha}\n`), () => undefined, pathToFileURL(crashing));
  const [first, second] = await Promise.allSettled([thread.check('crash', 'x'), thread.check('ann', 'x')]);
  for (const each of [first, second]) expect(each).toMatchObject({ status: 'rejected', reason: { code: 'internal', cause: { message: 'a bug' } } });
  expect(await thread.check('ann', 'x')).toBe(true);
  await thread.close();
});

test('one that was never asked can be closed', async () => {
  await new PasswordThread(data('unused', `ann:${secret.sha}\n`), () => undefined, entry).close();
});
