import { WrongAnswer } from './wrong-answer.ts';

test('an error that can be counted', () => {
  const error = new WrongAnswer('length', '3 bytes more');
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ kind: 'length', message: '3 bytes more' });
});
