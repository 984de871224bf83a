import { isoTime } from '@weir/flow';
import { seeded } from '@weir/testing';
import type { FlowStore } from '../src/index.ts';
import { aFlow, lost, message, noonUs, Producer } from './records.ts';

/** The accounts: captured = stored + lost, in flows and chunks. */
export function lossContract(store: () => FlowStore): void {
  describe('loss', () => {
    const times = { from: isoTime(noonUs + 1000), until: isoTime(noonUs + 2000) };
    const reset = (producer: Producer, next: number): Producer => Object.assign(producer, { next });

    test('nothing', () => {
      expect(store().loss()).toEqual({ captured: 0, stored: 0, lost: [] });
    });

    test('what was dropped before a batch was made; reports and goodbyes are no captures', () => {
      const producer = new Producer();
      store().append([producer.flows(aFlow(1), aFlow(2))]);
      reset(producer, 5);
      store().append([producer.batch(lost('memory-limit', 2, 3, 4), { flow: aFlow(3) }), producer.batch({ goodbye: true })]);
      expect(store().loss()).toEqual({ captured: 5, stored: 3, lost: [{ producer: 'p', reason: 'memory-limit', count: 2, ...times }] });
    });

    test('reports are joined by reason, each is counted once, and bytes alone have the count 0', () => {
      const producer = reset(new Producer(), 10);
      const batch = producer.batch(lost('bus-full', 2, 1, 2), lost('bus-full', 7, 3, 9, 3, 5), lost('memory-limit', 0, 0, 0));
      store().append([batch]);
      store().append([batch]);
      expect(store().loss()).toEqual({
        captured: 9, stored: 0, lost: [
          { producer: 'p', reason: 'memory-limit', count: 0, ...times },
          { producer: 'p', reason: 'bus-full', count: 9, from: times.from, until: isoTime(noonUs + 5000) },
        ],
      });
    });

    test('what was believed lost and arrived is stored, not lost', () => {
      const producer = new Producer();
      const believedLost = producer.flows(aFlow(1), aFlow(2), aFlow(3));
      const report = producer.batch(lost('collector-crash', 3, 1, 3));
      store().append([report]);
      expect(store().loss()).toMatchObject({ captured: 3, stored: 0, lost: [{ count: 3 }] });
      store().append([believedLost]);
      expect(store().loss()).toEqual({ captured: 3, stored: 3, lost: [] });
    });

    test('a report that was in a batch believed lost comes again, joined with its neighbours: nothing is counted twice', () => {
      const producer = reset(new Producer(), 11);
      // 1 to 10 are lost; their report is in 11 to 13, believed lost too, and both come in one report.
      const believedLost = producer.batch(lost('bus-full', 10, 1, 10), { flow: aFlow(1) }, { flow: aFlow(2) });
      const again = producer.batch(lost('bus-full', 12, 1, 13), { flow: aFlow(3) });
      store().append([again]);
      expect(store().loss()).toMatchObject({ captured: 13, stored: 1, lost: [{ reason: 'bus-full', count: 12 }] });
      store().append([believedLost]);
      expect(store().loss()).toMatchObject({ captured: 13, stored: 3, lost: [{ reason: 'bus-full', count: 10 }] });
    });

    test('numbers that never came are missing until they come', () => {
      const producer = new Producer();
      const first = producer.flows(aFlow(1));
      const second = producer.flows(aFlow(2), aFlow(3));
      const last = producer.batch({ flow: aFlow(4) }, { goodbye: true });
      store().append([first, last]);
      expect(store().loss()).toEqual({ captured: 4, stored: 2, lost: [{ producer: 'p', reason: 'missing', count: 2 }] });
      store().append([second]);
      expect(store().loss()).toEqual({ captured: 4, stored: 4, lost: [] });
    });

    test('a producer that starts again without a goodbye had crashed', () => {
      const first = new Producer(0);
      store().append([first.flows(aFlow(1))]);
      expect(store().loss().lost).toEqual([]);
      store().append([new Producer(5000).flows(aFlow(6000))]);
      expect(store().loss()).toEqual({
        captured: 2, stored: 2, lost: [{ producer: 'p', reason: 'crash', count: null, from: isoTime(noonUs + 11_000), until: isoTime(noonUs + 5_000_000) }],
      });
      // What it had spooled comes late, and tells of before its end.
      store().append([first.flows(aFlow(2))]);
      expect(store().loss().lost).toHaveLength(1);
    });

    // Killed twice, and started again under the same name: each start first sends what the one before had spooled.
    test.each(Array.from({ length: 20 }, (_, seed) => [seed]))('batches of epochs that crashed come late, twice and in any order: the accounts are the same, each crash is listed once (seed %i)', (seed) => {
      const random = seeded(seed);
      const [first, second, third] = [new Producer(0), new Producer(5000), new Producer(9000)];
      const batches = [
        ...[1, 2, 3].map((n) => first.flows(aFlow(n), aFlow(n + 10))),
        second.batch({ flow: aFlow(5001) }, message(5001, 0, 0, 'm')),
        ...[1, 2].map((n) => third.flows(aFlow(9000 + n))),
      ];
      // 7 to 10 are lost; 12 and 13 never come.
      reset(first, 11);
      batches.push(first.batch(lost('spool-full', 4, 7, 10, 20, 30)));
      first.flows(aFlow(40), aFlow(41));
      batches.push(first.flows(aFlow(42)));
      const expected = {
        captured: 17, stored: 11, lost: [
          { producer: 'p', reason: 'spool-full', count: 4, from: isoTime(noonUs + 20_000), until: isoTime(noonUs + 30_000) },
          { producer: 'p', reason: 'missing', count: 2 },
          { producer: 'p', reason: 'crash', count: null, from: isoTime(noonUs + 52_000), until: isoTime(noonUs + 5_000_000) },
          { producer: 'p', reason: 'crash', count: null, from: isoTime(noonUs + 5_011_000), until: isoTime(noonUs + 9_000_000) },
        ],
      };
      const coming = [...batches, ...batches.filter(() => random(2) === 0)];
      while (coming.length > 0) store().append(coming.splice(random(coming.length), 1 + random(3)));
      expect(store().loss()).toEqual(expected);
      store().append([...batches].reverse());
      expect(store().loss()).toEqual(expected);
    });

    test('a goodbye, another producer and a process beside it are no crash', () => {
      const first = new Producer(0);
      store().append([first.batch({ flow: aFlow(1) }, { goodbye: true }), new Producer(5000).flows(aFlow(6000))]);
      const beside = new Producer(5001);
      store().append([beside.flows(aFlow(6001)), new Producer(9000, 'other').flows(aFlow(9001))]);
      expect(store().loss()).toEqual({ captured: 4, stored: 4, lost: [] });
    });

    test('a range of numbers without end costs nothing', () => {
      const producer = reset(new Producer(), Number.MAX_SAFE_INTEGER - 10);
      store().append([producer.batch(lost('bus-full', 5, 1, Number.MAX_SAFE_INTEGER - 20))]);
      expect(store().loss()).toMatchObject({ stored: 0, lost: [{ reason: 'bus-full', count: 5 }, { reason: 'missing', count: 9 }] });
    });
  });
}
