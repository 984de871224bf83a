import { watch } from './unread-fields.ts';

interface Thing {
  readonly a: number;
  readonly b: { readonly c: number; readonly d: readonly { readonly e: number }[] };
  readonly labels: Readonly<Record<string, string>>;
}

test('what is never asked for is told, without what is below it', () => {
  const { value, unread } = watch({ a: 1, b: { c: 2, d: [{ e: 3, f: 4 }] }, labels: { x: 'y' }, typo: { deep: 1 } });
  const thing = value as Thing;
  for (const key in thing.labels) void thing.labels[key];
  expect([thing.a, thing.b.c, Array.isArray(thing.b.d), thing.b.d.length, thing.b.d[0]!.e]).toEqual([1, 2, true, 1, 3]);
  expect(unread()).toEqual(['/b/d/0/f', '/typo']);
});

test('nothing, and what is no object', () => {
  expect(watch(null).unread()).toEqual([]);
  expect(watch(5).value).toBe(5);
  expect(watch({ toString: 1 }).unread()).toEqual(['/toString']);
});
