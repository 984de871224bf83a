import { mutate, type Material } from './mutate.ts';
import { Random } from './random.ts';

const material: Material = { seeds: [Buffer.from('hello world'), Buffer.alloc(0)], words: [Buffer.from('WORD')], maxBytes: 40 };

const inputs = (of: Material, count = 3000) => Array.from({ length: count }, (_, at) => Buffer.from(mutate(new Random(1, at), of)).toString('latin1'));

test('the same numbers, the same inputs', () => {
  expect(inputs(material, 50)).toEqual(inputs(material, 50));
});

test('no input is too long, and they differ', () => {
  const made = inputs(material);
  expect(Math.max(...made.map((input) => input.length))).toBe(40);
  expect(new Set(made).size).toBeGreaterThan(2000);
});

test('words are put in, seeds are kept in part, some are empty', () => {
  const made = inputs(material);
  expect(made.filter((input) => input.includes('WORD')).length).toBeGreaterThan(300);
  expect(made.filter((input) => input.includes('world')).length).toBeGreaterThan(300);
  expect(made).toContain('');
});

test('seeds are never changed in place', () => {
  inputs(material);
  expect(String(material.seeds[0])).toBe('hello world');
});

test('without seeds or words there is chance', () => {
  expect(new Set(inputs({ seeds: [], words: [], maxBytes: 10 })).size).toBeGreaterThan(1000);
});
