import { createSecureContext } from 'node:tls';
import { ContextCache } from './context-cache.ts';

const entry = (from = 0, until = 1000) => ({ context: createSecureContext(), from, until });

test('forgets the one that was not used for longest', () => {
  const cache = new ContextCache(3);
  const entries = new Map(['a', 'b', 'c', 'd'].map((key) => [key, entry()]));
  for (const key of ['a', 'b', 'c']) cache.set(key, entries.get(key)!);
  expect(cache.get('a', 1)).toBe(entries.get('a')!.context);
  cache.set('d', entries.get('d')!);
  expect(cache.size).toBe(3);
  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key, 1) === entries.get(key)!.context)).toEqual([true, false, true, true]);
});

test('never holds more than its limit', () => {
  const cache = new ContextCache(10);
  const one = entry();
  for (let i = 0; i < 1000; i++) cache.set(String(i), one);
  expect(cache.size).toBe(10);
  cache.set('999', one);
  expect(cache.size).toBe(10);
});

test('gives nothing out before or after its time, and lets it go', () => {
  const cache = new ContextCache(3);
  cache.set('a', entry(100, 200));
  expect(cache.get('a', 199)).toBeDefined();
  expect(cache.get('a', 200)).toBeUndefined();
  expect(cache.size).toBe(0);
  cache.set('a', entry(100, 200));
  expect(cache.get('a', 99)).toBeUndefined();
  expect(cache.size).toBe(0);
});

test('another entry under the same key takes its place', () => {
  const cache = new ContextCache(3);
  const second = entry();
  cache.set('a', entry());
  cache.set('a', second);
  expect(cache.get('a', 1)).toBe(second.context);
  expect(cache.size).toBe(1);
});

test('an entry is given with all that was kept', () => {
  const cache = new ContextCache<ReturnType<typeof entry> & { readonly more: string }>(3);
  cache.set('a', { ...entry(100, 200), more: 'x' });
  expect(cache.entry('a', 150)?.more).toBe('x');
  expect(cache.entry('a', 200)).toBeUndefined();
});
