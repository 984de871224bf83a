import { fileURLToPath } from 'node:url';
import { answerOf } from './answers.ts';

// What it measures is in trials/issue.test.ts.
test('without a service to ask it fails, and says nothing', async () => {
  const main = fileURLToPath(new URL('callers.ts', import.meta.url));
  await expect(answerOf([process.execPath, '--conditions=source', main, '1', '/dev/null', 'token', '10', '1'])).rejects.toThrow('Command failed');
}, 30_000);
