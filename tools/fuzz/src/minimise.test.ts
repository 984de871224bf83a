import { minimise } from './minimise.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const smallest = (input: string, fails: (text: string) => boolean) => text(minimise(Buffer.from(input), (bytes) => fails(text(bytes))));

test('what does not matter is left out', () => {
  expect(smallest(`${'x'.repeat(500)}<${'y'.repeat(77)}>z`, (s) => /<.*>/.test(s))).toBe('<>');
});

test('a length that matters is kept, its bytes made plain', () => {
  expect(smallest('0123456789', (s) => s.length >= 4)).toBe('aaaa');
});

test('what cannot be shortened stays', () => {
  expect(smallest('bcd', (s) => s === 'bcd')).toBe('bcd');
  expect(smallest('', () => true)).toBe('');
});

test('it ends, however large the input', () => {
  let tries = 0;
  minimise(Buffer.alloc(100_000, 'x'), () => { tries++; return false; });
  expect(tries).toBeLessThanOrEqual(3000);
});
