import { coalesced, isMap } from './values.ts';

test('maps key by key, lists and all else as a whole', () => {
  expect(coalesced({ a: { b: 1, c: 2 }, l: [1, 2], s: 'x', kept: true }, { a: { b: 5, d: 6 }, l: [3], s: '' })).toEqual({ a: { b: 5, c: 2, d: 6 }, l: [3], s: '', kept: true });
});

test('null takes a key away', () => {
  expect(coalesced({ modes: { regular: { app: 'regular' } }, x: 1 }, { modes: { regular: null, socks: { app: 'socks', y: null } }, x: null })).toEqual({ modes: { socks: { app: 'socks' } } });
});

test('what was no map becomes one', () => {
  expect(coalesced({ a: 'x' }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
  expect([{}, [], null, 'a'].map(isMap)).toEqual([true, false, false, false]);
});
