import type { Row } from './row.ts';
import { RowList } from './row-list.ts';

function row(id: string, revision = 1, state: Row['state'] = 'complete'): Row {
  return { id, revision, state, type: 'http', startedAt: '', method: 'GET', scheme: '', media: '', host: '', path: '' };
}

function ids(list: RowList): string {
  return list.slice(0, list.length).map((one) => one.id).join('');
}

test('newest first, each once, in the highest revision', () => {
  const list = new RowList();
  list.add([row('b'), row('d')]);
  list.add([row('c'), row('a', 1), row('d', 3)]);
  list.add([row('d', 2), row('a', 2)]);
  expect(ids(list)).toBe('dcba');
  expect(list.at(0)?.revision).toBe(3);
  expect(list.at(3)?.revision).toBe(2);
  expect([list.indexOf('c'), list.indexOf('cc'), list.indexOf('z')]).toEqual([1, -1, -1]);
  expect(list.slice(1, 3).map((one) => one.id)).toEqual(['c', 'b']);
  expect(list.slice(3, 9).map((one) => one.id)).toEqual(['a']);
});

test('a page of history goes below', () => {
  const list = new RowList();
  list.add([row('f'), row('e')]);
  list.add([row('d'), row('c')]);
  list.add([row('c', 2), row('b')]);
  expect(ids(list)).toBe('fedcb');
});

test('is bounded: the oldest go', () => {
  const list = new RowList(20);
  const dropped = Array.from({ length: 26 }, (_, n) => list.add([row(String.fromCharCode(97 + n))]));
  expect(dropped.indexOf(true)).toBe(20);
  expect(list.length).toBeLessThanOrEqual(20);
  expect(list.at(0)?.id).toBe('z');
  list.dropBefore('y');
  expect(ids(list)).toBe('zy');
  list.clear();
  expect(list.length).toBe(0);
});

test('knows from where on it may be stale', () => {
  const list = new RowList();
  expect(list.staleFrom(10)).toBeUndefined();
  list.add([row('a', 1, 'open'), row('b'), row('c')]);
  expect(list.staleFrom(10)).toBe('a');
  expect(list.staleFrom(2)).toBe('c');
});
