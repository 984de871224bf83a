import { fileURLToPath } from 'node:url';
import { answerOf } from './answers.ts';

test('so many a second', async () => {
  const main = fileURLToPath(new URL('mint.ts', import.meta.url));
  const { perSecond, failed } = await answerOf([process.execPath, '--conditions=source', main, '50']);
  expect(perSecond).toBeGreaterThan(0);
  expect(failed).toBe(0);
});
