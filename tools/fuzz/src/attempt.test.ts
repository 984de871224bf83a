import { attempt, failureKey, TooSlow } from './attempt.ts';
import { expectThat, type Target } from './target.ts';

const target = (run: Target['run']): Target => ({ name: 'x', about: 'x', seeds: () => [], words: [], maxBytes: 10, run });
const input = Uint8Array.of(1, 2);

test('what returns is well', () => {
  expect(attempt(target(() => {}), input, () => 0)).toBeUndefined();
});

test('what throws is told, whatever it throws', () => {
  const error = new RangeError('x');
  expect(attempt(target(() => { throw error; }), input, () => 0)).toBe(error);
  expect(attempt(target(() => { throw 'a string'; }), input, () => 0)).toMatchObject({ message: 'threw what is no error: a string' });
});

test('slow is what is slow three times', () => {
  let now = 0;
  expect(attempt(target(() => { now += 1001; }), input, () => now)).toBeInstanceOf(TooSlow);
  expect(now).toBe(3003);
  expect(attempt(target(() => { now += now < 5000 ? 1001 : 5; }), input, () => now)).toBeUndefined();
});

test('the input stays as it is, whatever the target writes into it', () => {
  attempt(target((bytes) => { bytes[0] = 9; }), input, () => 0);
  expect([...input]).toEqual([1, 2]);
});

test('one bug has one key, wherever it shows', () => {
  const first = (text: string): Error => new Error(text);
  const second = (): Error => new Error('a');
  expect(failureKey(first('a'))).toBe(failureKey(first('b')));
  expect(failureKey(first('a'))).not.toBe(failureKey(second()));
  expect(failureKey(first('a'))).toMatch(/^Error attempt\.test\.ts:\d+:\d+$/);
});

test('a broken expectation is keyed by who expected', () => {
  const broken = (): Error => { try { expectThat(false, () => 'x'); } catch (error) { return error as Error; } return new Error('none'); };
  expect(failureKey(broken())).toMatch(/^Error attempt\.test\.ts/);
});
