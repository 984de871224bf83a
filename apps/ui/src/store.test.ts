import type { FlowJson } from '@weir/flow';
import { ApiError, type FlowPage } from './api.ts';
import { Flows } from './store.ts';
import type { TailEvents } from './tail-source.ts';

function flow(n: number, state: FlowJson['state'] = 'complete', revision = 1): FlowJson {
  return { id: String(n).padStart(6, '0'), type: 'tcp', state, revision, mode: '', producer: '', startedAt: '', client: { address: '', port: 0 } };
}

/** A server with flows 0..n, and the page's end of its tail. */
class World {
  flows: FlowJson[] = [];
  asked: Readonly<Record<string, string | undefined>>[] = [];
  refuse: ApiError | undefined;
  /** The server looks through so many flows a page, whether they match or not. */
  reach = Infinity;
  matches = (_n: number): boolean => true;
  tails: { filter: string; events: TailEvents; closed: boolean }[] = [];
  later: (() => void)[] = [];
  readonly page: Flows = new Flows({
    maxRows: 15_000,
    api: { flows: (query) => this.#answer(query) },
    openTail: (filter, events) => {
      const tail = { filter, events, closed: false };
      this.tails.push(tail);
      return () => { tail.closed = true; };
    },
    soon: (update) => { this.later.push(update); },
  });

  get tail(): TailEvents {
    return this.tails.at(-1)!.events;
  }

  /** What the list shows, newest first. */
  get shown(): number[] {
    return this.page.rows.slice(0, this.page.rows.length).map((row) => Number(row.id));
  }

  fill(count: number): void {
    for (let n = 0; n < count; n++) this.flows.push(flow(this.flows.length));
  }

  async settle(): Promise<void> {
    for (const update of this.later.splice(0)) update();
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }

  async #answer(query: Readonly<Record<string, string | undefined>>): Promise<FlowPage> {
    this.asked.push(query);
    await Promise.resolve();
    if (this.refuse !== undefined) throw this.refuse;
    const start = Number(query['cursor'] ?? 0);
    const end = start + Math.min(Number(query['limit']), this.reach);
    const flows = [...this.flows].reverse().slice(start, end).filter((one) => this.matches(Number(one.id)));
    return { flows, ...(end < this.flows.length ? { next: String(end) } : {}) };
  }
}

test('history by pages, the present by the tail, each flow once', async () => {
  const world = new World();
  world.fill(300);
  await world.page.show('');
  expect([world.page.rows.length, world.page.more, world.page.live.value]).toEqual([200, true, 'connecting']);
  world.fill(1);
  world.tail.opened();
  world.tail.flow(flow(300));
  world.tail.flow(flow(301));
  await world.settle();
  expect(world.page.live.value).toBe('live');
  expect(world.shown.slice(0, 3)).toEqual([301, 300, 299]);
  await world.page.older();
  expect([world.page.rows.length, world.page.more]).toEqual([302, false]);
  await world.page.older();
  expect(new Set(world.shown).size).toBe(302);
  expect([world.page.count.value, world.page.revisionOf('000300'), world.page.revisionOf('none'), world.page.revisionOf(undefined)]).toEqual([302, 1, undefined, undefined]);
});

test('after a break, the gap is filled down to the oldest flow that was open', async () => {
  const world = new World();
  world.fill(5);
  world.flows[1] = flow(1, 'open');
  await world.page.show('');
  world.tail.opened();
  await world.settle();
  world.tail.broken();
  expect(world.page.live.value).toBe('broken');
  world.flows[1] = flow(1, 'complete', 2);
  world.fill(700);
  world.tail.opened();
  await world.settle();
  expect(world.shown).toHaveLength(705);
  expect(world.page.rows.at(world.page.rows.indexOf('000001'))?.state).toBe('complete');
});

test('what the server left out is asked for', async () => {
  const world = new World();
  world.fill(2);
  await world.page.show('');
  world.fill(3);
  world.tail.lost();
  world.tail.lost();
  await world.settle();
  expect(world.shown).toEqual([4, 3, 2, 1, 0]);
});

test('a gap that is too wide leaves no hole: the list begins anew', async () => {
  const world = new World();
  world.fill(10);
  await world.page.show('');
  world.fill(12_000);
  world.tail.opened();
  await world.settle();
  const { shown } = world;
  expect(shown[0]).toBe(12_009);
  expect(shown.every((n, index) => index === 0 || n === shown[index - 1]! - 1)).toBe(true);
  expect(shown).not.toContain(9);
  expect(world.page.more).toBe(true);
  await world.page.older();
  expect(world.shown).toHaveLength(shown.length + 1000);
});

test('a list that is full asks for no more history', async () => {
  const world = new World();
  world.fill(16_000);
  await world.page.show('');
  for (let n = 0; n < 20 && world.page.more; n++) await world.page.older();
  expect(world.page.rows.length).toBeLessThanOrEqual(15_000);
  expect(world.page.more).toBe(false);
  expect(world.shown[0]).toBe(15_999);
});

test('another filter: another list and tail; what is late for the old one is ignored', async () => {
  const world = new World();
  world.fill(3);
  await world.page.show('');
  world.tail.flow(flow(77));
  await world.page.show('~e');
  expect(world.asked.at(-1)).toMatchObject({ filter: '~e' });
  expect(world.tails.map(({ filter, closed }) => [filter, closed])).toEqual([['', true], ['~e', false]]);
  await world.settle();
  expect(world.shown).toEqual([2, 1, 0]);
  const both = [world.page.show('~a'), world.page.show('~b')];
  await Promise.all(both);
  expect(world.page.filter.value).toBe('~b');
});

test('a filter that is refused leaves the list and says why', async () => {
  const world = new World();
  world.fill(3);
  await world.page.show('');
  world.refuse = new ApiError(400, 'expected )', 4);
  await world.page.show('(~e');
  expect(world.page.failure.value).toMatchObject({ position: 4 });
  expect([world.page.filter.value, world.shown.length, world.tails.length]).toEqual(['', 3, 1]);
  world.refuse = undefined;
  await world.page.show('~e');
  expect(world.page.failure.value).toBeUndefined();
  world.page.close();
  expect(world.tails.at(-1)!.closed).toBe(true);
});

test('a tail that opens while the old list is filled is filled too', async () => {
  const world = new World();
  world.fill(3);
  await world.page.show('');
  world.tail.opened();
  await world.page.show('~e');
  world.fill(1);
  world.tail.opened();
  await world.settle();
  expect(world.shown).toEqual([3, 2, 1, 0]);
});

test('pages that end before their first flow are gone through', async () => {
  const world = new World();
  world.fill(100);
  world.reach = 10;
  world.matches = (n) => n === 3;
  await world.page.show('~b rare');
  expect([world.shown, world.page.more]).toEqual([[], true]);
  const searching = world.page.older();
  world.tail.opened();
  await searching;
  await world.settle();
  expect([world.shown, world.page.more]).toEqual([[3], false]);
  expect(world.asked.filter(({ cursor }) => cursor === '50')).toHaveLength(1);
});

test('a search that goes on does not hold up that of the next filter', async () => {
  const world = new World();
  world.fill(50);
  world.reach = 10;
  world.matches = (n) => n === 0;
  await world.page.show('~a');
  const before = world.page.older();
  await world.page.show('~b');
  await world.page.older();
  await before;
  expect([world.page.filter.value, world.shown, world.page.more]).toEqual(['~b', [0], false]);
});

test('a gap whose pages end early is filled too', async () => {
  const world = new World();
  world.fill(5);
  await world.page.show('');
  world.fill(40);
  world.reach = 10;
  world.matches = (n) => n < 5 || n === 20;
  world.tail.opened();
  await world.settle();
  expect(world.shown).toEqual([20, 4, 3, 2, 1, 0]);
});
