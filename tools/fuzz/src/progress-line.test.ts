import { inputsAndRate, ProgressLine } from './progress-line.ts';

function told(isTTY: boolean): string {
  let text = '';
  const line = new ProgressLine({ isTTY, write: (more) => { text += more; } }, 'http1');
  for (const ms of [50, 4999, 5000, 5050, 9999, 10_000]) line.tell({ next: ms, inputs: ms, ms });
  line.end();
  return text;
}

test('every five seconds a line', () => {
  expect(told(false)).toBe('http1: 5000 inputs in 5.0 s (1000/s), next 5000\nhttp1: 10000 inputs in 10.0 s (1000/s), next 10000\n');
});

test('on a terminal the same line, cleared at the end', () => {
  expect(told(true)).toBe('\r\x1b[Khttp1: 5000 inputs in 5.0 s (1000/s), next 5000\r\x1b[Khttp1: 10000 inputs in 10.0 s (1000/s), next 10000\r\x1b[K');
});

test('no time, no rate', () => {
  expect(inputsAndRate({ next: 0, inputs: 0, ms: 0 })).toBe('0 inputs in 0.0 s (0/s)');
});
