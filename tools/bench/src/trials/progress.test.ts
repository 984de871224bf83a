import { Progress } from './progress.ts';

function sayTwice(isTTY: boolean): string {
  let text = '';
  const progress = new Progress({ isTTY, write: (more) => { text += more; } });
  progress.say('one');
  progress.say('two');
  progress.clear();
  progress.clear();
  return text;
}

test('one line for people', () => {
  expect(sayTwice(true)).toBe('\r\x1b[Kone\r\x1b[Ktwo\r\x1b[K');
});

test('plain lines for programs', () => {
  expect(sayTwice(false)).toBe('one\ntwo\n');
});
