import { seeded } from '@weir/testing';
import { Away } from '../../test/away.ts';
import { FaultyFiles } from '../../test/faulty-files.ts';
import { publish, range, soon, turns, type End } from '../../test/publisher-contract.ts';
import { spoolFolder } from '../../test/spool-folder.ts';
import { spooledPublisher, type SpooledPublisher } from './publisher.ts';
import { openSpool, type Spool } from './spool.ts';

const folder = spoolFolder();
const limitBytes = 2000;

test.each([...range(6), 115, 145, 154])('outages, full and failing disks, orderly ends as they come: what was committed arrives, in order; what was not never does (seed %d)', async (seed) => {
  const random = seeded(seed);
  const chance = (one: number): boolean => random(one) === 0;
  const arrived: string[] = [];
  const ends: End[] = [];
  const files = new FaultyFiles();
  let nats = new Away();
  let spool: Spool;
  let publisher: SpooledPublisher;
  const start = async (): Promise<void> => {
    spool = await openSpool({ directory: folder.path, limitBytes, segmentBytes: 300, maxWaitingBytes: 500, clock: { nowMs: () => 0 }, files });
    const before = nats;
    nats = new Away();
    nats.isAway = before.isAway;
    publisher = spooledPublisher({ publisher: nats, spool });
  };
  const stop = async (): Promise<void> => {
    await publisher.close();
    arrived.push(...nats.seen);
  };
  await start();
  for (let number = 0; number < 300; number++) {
    ends.push(publish(publisher!, number, random(15)));
    expect(spool!.stats().bytes).toBeLessThanOrEqual(limitBytes);
    if (chance(4)) await turns();
    if (chance(20)) nats.isAway = true;
    else if (chance(20)) nats.back();
    if (chance(30)) files.faults.set('write', 'ENOSPC');
    else if (chance(5)) files.faults.clear();
    files.partial = random(50);
    if (chance(40)) {
      await stop();
      await start();
    }
  }
  files.faults.clear();
  nats.back();
  await publisher!.flush(soon());
  await publisher!.drained(soon());
  await stop();

  expect(ends.map(({ calls }) => calls)).toEqual(ends.map(({ taken }) => taken ? 1 : 0));
  const committed = ends.flatMap((end, number) => end.committed === true ? [`epoch:${number}`] : []);
  expect([...new Set(arrived)]).toEqual(committed);
  expect(committed.length).toBeGreaterThan(50);
  expect(ends.every(({ taken, committed: kept, reason }) => !taken || kept || ['spool-full', 'spool-failed', 'closed'].includes(reason!))).toBe(true);
  expect(folder.segments()).toEqual([]);
}, 20_000);
