import { AuthorityError } from '@weir/certs';
import { Upkeep } from './upkeep.ts';

test('looks whether files have changed, and does the rest whatever fails', () => {
  const events: string[] = [];
  let [changed, fails, told, done] = [true, false, 0, 0];
  const upkeep = new Upkeep({
    log: { event: (_, name) => void events.push(name) },
    roots: {
      error: undefined,
      reload: () => {
        if (fails) throw new Error('unreadable');
        return changed;
      },
    },
    onRoots: () => { told++; },
    each: () => { done++; },
  });
  upkeep.run();
  changed = false;
  upkeep.run();
  fails = true;
  upkeep.run();
  expect([told, done, events]).toEqual([1, 3, ['upkeep']]);
});

test('a folder that cannot be read as it is now is told', () => {
  const events: string[] = [];
  new Upkeep({ log: { event: (_, name) => void events.push(name) }, roots: { reload: () => false, error: new AuthorityError('half written') }, onRoots: () => undefined, each: () => undefined }).run();
  expect(events).toEqual(['upkeep']);
});

test('again and again until it is stopped', async () => {
  let done = 0;
  const upkeep = new Upkeep({ log: { event: () => undefined }, roots: { reload: () => false, error: undefined }, onRoots: () => undefined, each: () => { done++; }, everyMs: 2 });
  upkeep.start();
  while (done < 3) await new Promise((resolve) => { setTimeout(resolve, 2); });
  upkeep.stop();
  const before = done;
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  expect(done).toBe(before);
});
