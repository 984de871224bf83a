import { TapList, type Listed } from './tap-list.ts';

class Item implements Listed<Item> {
  list: TapList<Item> | undefined;
  before: Item | undefined;
  after: Item | undefined;
}

function members(list: TapList<Item>): Item[] {
  const found: Item[] = [];
  for (let item = list.first; item !== undefined; item = item.after) found.push(item);
  return found;
}

test('keeps the order, whatever is removed', () => {
  const [a, b, c, d] = [new Item(), new Item(), new Item(), new Item()] as const;
  const list = new TapList<Item>();
  for (const item of [a, b, c, d]) list.add(item);
  list.remove(b);
  expect(members(list)).toEqual([a, c, d]);
  list.remove(d);
  list.remove(a);
  list.add(b);
  expect(members(list)).toEqual([c, b]);
  list.remove(c);
  list.remove(b);
  expect([list.first, b.list]).toEqual([undefined, undefined]);
});

test('an item of another list, or of none, is left alone', () => {
  const one = new TapList<Item>();
  const two = new TapList<Item>();
  const item = new Item();
  one.remove(item);
  one.add(item);
  two.remove(item);
  expect([one.first, item.list]).toEqual([item, one]);
});
