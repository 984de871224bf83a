import { isoTime, type FlowJson } from '@weir/flow';
import { parseFilter } from '@weir/query';
import type { FlowStore } from '../src/index.ts';
import { carriedContract } from './carried-contract.ts';
import { lossContract } from './loss-contract.ts';
import { aFlow, aRequest, aResponse, idOf, noonUs, Producer, textOf } from './records.ts';
import { statsContract } from './stats-contract.ts';

/** What holds for every FlowStore. `open` makes an empty one; the suite closes it. */
export function flowStoreContract(open: () => FlowStore): void {
  let store: FlowStore;
  beforeEach(() => { store = open(); });
  afterEach(async () => { await store[Symbol.asyncDispose](); });

  describe('append', () => {
    test('answers what changed, and every flow can be read again as it was told', () => {
      const { count, changed } = store.append([new Producer().flows(aFlow(1), aFlow(2))]);
      expect(count).toBe(2);
      expect(changed.map(({ id }) => id)).toEqual([textOf(1), textOf(2)]);
      expect(store.get(textOf(1))).toEqual(changed[0]);
      expect(store.get(textOf(1))).toMatchObject({ producer: 'p', startedAt: isoTime(noonUs + 1000), response: { status: 200 } });
      expect(store.get(textOf(1).toLowerCase())).toEqual(changed[0]);
      expect(store.find({ limit: 10 })).toEqual({ flows: [...changed].reverse() });
    });

    test('a batch that comes again changes nothing', () => {
      const batch = new Producer().flows(aFlow(1), aFlow(2));
      store.append([batch]);
      const before = [store.find({ limit: 10 }), store.loss()];
      expect(store.append([batch, batch]).changed).toEqual([]);
      expect([store.find({ limit: 10 }), store.loss()]).toEqual(before);
    });

    test('a batch of which a part has come: the rest is stored, and counted once', () => {
      const [once, again] = [new Producer(), new Producer()];
      store.append([once.flows(aFlow(1), aFlow(2))]);
      expect(store.append([again.flows(aFlow(1), aFlow(2), aFlow(3))]).changed.map(({ id }) => id)).toEqual([textOf(3)]);
      expect(store.loss()).toMatchObject({ captured: 3, stored: 3 });
    });

    test.each([[[1, 2, 3]], [[3, 2, 1]], [[2, 1, 3]], [[2, 3, 1]], [[3, 3, 1]]])('the highest revision stays: %j', (order) => {
      const producer = new Producer();
      const revisions = order.map((revision) => store.append([producer.flows(aFlow(1, { revision, mode: `regular@${revision}` }))]).changed);
      expect(store.get(textOf(1))).toMatchObject({ revision: 3, mode: 'regular@3' });
      expect(store.find({ limit: 10 }).flows).toHaveLength(1);
      let highest = 0;
      for (const [index, changed] of revisions.entries()) {
        expect(changed).toHaveLength(order[index]! > highest ? 1 : 0);
        highest = Math.max(highest, order[index]!);
      }
    });

    test('all batches or none', () => {
      const producer = new Producer();
      const sound = producer.flows(aFlow(1));
      expect(() => store.append([sound, Uint8Array.of(0xff, 0xff)])).toThrow(expect.objectContaining({ name: 'FlowDecodeError' }));
      expect(store.find({ limit: 10 })).toEqual({ flows: [] });
      expect(store.loss()).toEqual({ captured: 0, stored: 0, lost: [] });
      store.append([sound]);
      expect(store.get(textOf(1))).toBeDefined();
    });

    test('nothing, and a batch without records, are taken', () => {
      expect(store.append([]).changed).toEqual([]);
      expect(store.append([new Producer().batch()]).changed).toEqual([]);
    });
  });

  describe('find', () => {
    test('newest first by start, then by id, in whatever order they came', () => {
      const producer = new Producer();
      const same = { startedAtUs: noonUs + 5000 };
      store.append([producer.flows(aFlow(5, same), aFlow(9), aFlow(1), aFlow(6, same), aFlow(4, same))]);
      expect(ids(store.find({ limit: 10 }).flows)).toEqual([9, 6, 5, 4, 1].map((n) => textOf(n)));
    });

    test('pages are whole and without repetition while flows arrive, and the last has no next', () => {
      const producer = new Producer();
      store.append([producer.flows(...numbers(1, 40).map((n) => aFlow(n)))]);
      const seen: string[] = [];
      let cursor: string | undefined;
      let arrived = 100;
      do {
        const page = store.find({ limit: 7, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...ids(page.flows));
        cursor = page.next;
        store.append([producer.flows(aFlow(arrived++))]);
      } while (cursor !== undefined);
      expect(seen).toEqual(numbers(1, 40).reverse().map((n) => textOf(n)));
      expect(store.find({ limit: 46 }).next).toBeUndefined();
      expect(store.find({ limit: 45 }).next).toBeDefined();
    });

    test('since is inclusive, until exclusive, in microseconds', () => {
      store.append([new Producer().flows(...numbers(0, 5).map((n) => aFlow(n, { startedAtUs: noonUs + n })))]);
      expect(ids(store.find({ limit: 10, sinceUs: noonUs + 1, untilUs: noonUs + 4 }).flows)).toEqual([3, 2, 1].map((n) => textOf(n)));
      expect(ids(store.find({ limit: 10, filter: parseFilter(`~since ${isoTime(noonUs + 4)}`) }).flows)).toEqual([5, 4].map((n) => textOf(n)));
      const { next } = store.find({ limit: 1, untilUs: noonUs + 4 });
      expect(ids(store.find({ limit: 10, cursor: next!, untilUs: noonUs + 4, sinceUs: noonUs + 1 }).flows)).toEqual([2, 1].map((n) => textOf(n)));
    });

    test('filters by what is in columns and by what is in records, with pages of their own', () => {
      store.append([new Producer().flows(...numbers(0, 29).map((n) => aFlow(n, {
        request: aRequest({ host: n % 3 === 0 ? 'three.example' : 'example.com', headers: ['X-N', String(n)] }),
        response: aResponse({ status: n % 2 === 0 ? 200 : 500 }),
      })))]);
      const found = (text: string, limit = 100): string[] => {
        const flows: FlowJson[] = [];
        let cursor: string | undefined;
        do {
          const page = store.find({ limit, filter: parseFilter(text), ...(cursor === undefined ? {} : { cursor }) });
          flows.push(...page.flows);
          cursor = page.next;
        } while (cursor !== undefined);
        return ids(flows);
      };
      const expected = (test: (n: number) => boolean): string[] => numbers(0, 29).filter(test).reverse().map((n) => textOf(n));
      expect(found('~c 500')).toEqual(expected((n) => n % 2 === 1));
      expect(found('~d three & ~c 500', 2)).toEqual(expected((n) => n % 6 === 3));
      expect(found('~hq "^x-n: 1"', 3)).toEqual(expected((n) => String(n).startsWith('1')));
      expect(found('!(~d three | ~hq "x-n: 1")', 4)).toEqual(expected((n) => n % 3 !== 0 && !String(n).startsWith('1')));
      expect(found('~d nobody')).toEqual([]);
    });

    test.each(['', 'x', '1', 'zzzzzzzzzzzzz-00000000000000000000000000', `1-${textOf(1)}0`, `-${textOf(1)}`, '1-0000000000000000000000000U'])('a cursor such as %j is refused', (cursor) => {
      expect(() => store.find({ limit: 1, cursor })).toThrow(expect.objectContaining({ name: 'StoreError', code: 'bad-cursor' }));
    });
  });

  test('what is not there is undefined', () => {
    for (const id of [textOf(1), 'x', '']) {
      expect(store.get(id)).toBeUndefined();
      expect(store.body(id, 'request')).toBeUndefined();
      expect(store.messages(id, { limit: 10 })).toBeUndefined();
    }
  });

  carriedContract(() => store);
  statsContract(() => store);
  lossContract(() => store);

  describe('retain', () => {
    test('by age: what began before goes, with what it carried; the accounts stay', () => {
      const producer = new Producer();
      store.append([producer.flows(...numbers(0, 9).map((n) => aFlow(n)))]);
      const accounts = store.loss();
      expect(drop({ beforeUs: noonUs + 4000 })).toBe(4);
      expect(ids(store.find({ limit: 20 }).flows)).toEqual(numbers(4, 9).reverse().map((n) => textOf(n)));
      expect(store.body(textOf(0), 'response')).toBeUndefined();
      expect(store.body(textOf(9), 'response')).toBeDefined();
      expect(store.loss()).toEqual(accounts);
      expect(drop({ beforeUs: noonUs + 4000 })).toBe(0);
      expect(drop({})).toBe(0);
    });

    test('a batch that comes again after its flows were dropped does not bring them back', () => {
      const batch = new Producer().flows(aFlow(1));
      store.append([batch]);
      drop({ beforeUs: noonUs + 5000 });
      expect(store.append([batch]).changed).toEqual([]);
      expect(store.find({ limit: 1 })).toEqual({ flows: [] });
    });

    test('by bytes: the oldest go until it fits', () => {
      const producer = new Producer();
      const long = Buffer.alloc(60_000, 'x');
      const body = { size: long.length, captured: long.length, parts: [long] };
      for (const n of numbers(1, 60)) store.append([producer.flows(aFlow(n, { response: aResponse({ body }) }))]);
      expect(drop({ maxBytes: 100_000_000 })).toBe(0);
      const dropped = drop({ maxBytes: 2_000_000 });
      expect(dropped).toBeGreaterThan(20);
      expect(dropped).toBeLessThan(60);
      expect(ids(store.find({ limit: 100 }).flows)).toEqual(numbers(dropped + 1, 60).reverse().map((n) => textOf(n)));
      drop({ maxBytes: 1 });
      expect(store.find({ limit: 1 })).toEqual({ flows: [] });
    });

    function drop(limits: Parameters<FlowStore['retain']>[0]): number {
      let total = 0;
      for (;;) {
        const dropped = store.retain(limits);
        if (dropped === 0) return total;
        total += dropped;
      }
    }
  });

  test('ids of either side of a millisecond keep apart', () => {
    store.append([new Producer().flows(aFlow(1), aFlow(1, { id: idOf(1, 7) }))]);
    expect(ids(store.find({ limit: 10 }).flows)).toEqual([textOf(1, 7), textOf(1)]);
  });
}

function ids(flows: readonly FlowJson[]): string[] {
  return flows.map(({ id }) => id);
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
