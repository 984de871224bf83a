import { answerOf } from './answers.ts';

const node = (code: string): readonly string[] => [process.execPath, '-e', code];

test('the last line', async () => {
  expect(await answerOf(node('console.log("{}"); console.log(JSON.stringify({ perSecond: 2, failed: 1 }))'))).toEqual({ perSecond: 2, failed: 1 });
});

test('no figure, no JSON, no success', async () => {
  await expect(answerOf(node('console.log("{}")'))).rejects.toThrow('expected a figure');
  await expect(answerOf(node(''))).rejects.toThrow(SyntaxError);
  await expect(answerOf(node('process.exit(1)'))).rejects.toThrow('Command failed');
});
