import type { MessageJson } from '@weir/flow';
import { FakeStore, idOf } from '../test/fake-store.ts';
import { allMessages } from './all-messages.ts';

test('every page, in order, as it is asked for', () => {
  const store = new FakeStore();
  const messages = Array.from({ length: 450 }, (_, seq): MessageJson => ({ seq, at: '', from: 'client', kind: 'data', size: 0, data: '' }));
  store.messageList.set(idOf(1), messages);
  expect([...allMessages(store, idOf(1))]).toEqual(messages);
  expect([...allMessages(store, idOf(2))]).toEqual([]);
  store.messages = () => { throw new Error('not asked before the first is'); };
  const lazy = allMessages(store, idOf(1));
  expect(() => lazy.next()).toThrow('not asked');
});
