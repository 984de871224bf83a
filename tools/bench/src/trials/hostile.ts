import { setTimeout as wait } from 'node:timers/promises';
import { quantile } from '../statistics.ts';
import { atMost, exactly, noErrors, type Claim } from './claim.ts';
import { HostileClient, hostilities, idleSeconds, type Hostility } from './hostile-client.ts';
import { MemoryWatch } from './memory-watch.ts';
import { scaled, type Trial, type TrialParts, type TrialResult } from './trial.ts';
import { WeirUp } from './weir-up.ts';

/** Others may wait so much longer than without hostile clients. */
const mostTimes = 2;
const mostGrowthMb = 64;
/** Odd, for a median of its own. */
const looks = 3;
const lookSeconds = 4;

export const hostileTrials: readonly Trial[] = hostilities.map((kind) => ({
  name: `hostile-${kind.name}`,
  title: `${kind.clients} ${kind.title}`,
  run: (parts) => hostile(parts, kind),
}));

async function hostile(parts: TrialParts, kind: Hostility): Promise<TrialResult> {
  const { scale, say } = parts;
  const name = `hostile-${kind.name}`;
  const weir = await WeirUp.start(parts, ['--tcp-timeout', String(idleSeconds)]);
  const clients = Array.from({ length: scaled(kind.clients, scale, 3) }, () => new HostileClient(weir.endpoint, kind));
  try {
    say(`${name}: warming up`);
    await parts.load.run(weir.job('/1k', 1024, { requests: scaled(50_000, scale, 100) }));
    const before = await ordinary(weir, parts);
    const errorsBefore = await weir.count('~e');
    const watch = new MemoryWatch(() => weir.residentMb());
    say(`${name}: ${clients.length} clients come`);
    const since = performance.now();
    await arrive(clients, kind.againMs ?? 0);
    const during = await ordinary(weir, parts);
    for (const client of clients) client.stop();
    say(`${name}: waiting for their limit`);
    const leastErrors = () => clients.reduce((sum, { made }) => sum + made, 0);
    const errors = await untilErrors(weir, () => errorsBefore + leastErrors(), since + (kind.endsWithin + looks * lookSeconds) * 1000);
    watch.stop();
    const seconds = (performance.now() - since) / 1000;
    const after = await ordinary(weir, parts);
    const made = leastErrors();
    const codes = await weir.groups('error', '~e');
    const expected = codes.filter(({ key }) => kind.codes.includes(key.error!)).reduce((sum, { count }) => sum + count, 0);
    const medians = { without: median([...before.medians, ...after.medians]), during: median(during.medians) };
    return {
      claims: [
        atMost("others' median latency, times that without", medians.during / medians.without, mostTimes),
        noErrors(...before.results, ...during.results, ...after.results),
        atMost('resident memory above that before', watch.growth, mostGrowthMb, 'MB'),
        ...ends(kind, clients),
        exactly(`connections that ended with an error flow (${kind.codes.join(', ')})`, expected, made),
      ],
      figures: {
        hostileConnections: made, errorFlows: errors - errorsBefore, medianWithoutMs: medians.without, medianDuringMs: medians.during, p99WithoutMs: median(before.p99), p99DuringMs: median(during.p99),
        residentBeforeMb: watch.first, residentMostMb: watch.most, secondsUntilAllEnded: seconds,
        ...Object.fromEntries(codes.map(({ key, count }) => [`code ${key.error}`, count])),
      },
    };
  } finally {
    for (const client of clients) client.close();
    await weir.stop();
  }
}

/** Spread over the time after which they come again: all at once would be another attack. */
async function arrive(clients: readonly HostileClient[], withinMs: number): Promise<void> {
  await Promise.all(clients.map(async (client, nth) => {
    await wait((withinMs * nth) / clients.length);
    await client.start();
  }));
}

/** Who never reads does not see its end. */
function ends(kind: Hostility, clients: readonly HostileClient[]): Claim[] {
  if (kind.reads === 'never') return [];
  const open = clients.reduce((sum, { made, ended }) => sum + made - ended, 0);
  return [exactly(`connections that are still open after their limit (${kind.endsWithin} s)`, open, 0)];
}

/** Well-behaved clients at a modest rate. */
async function ordinary(weir: WeirUp, { load, scale }: TrialParts) {
  const results = [];
  for (let look = 0; look < looks; look++) {
    results.push(await load.run(weir.job('/1k', 1024, { rate: 300, seconds: Math.max(0.3, lookSeconds * scale), connections: 16 })));
  }
  return {
    medians: results.map(({ latency }) => latency.p50),
    p99: results.map(({ latency }) => latency.p99),
    results,
  };
}

/** Waits for so many error flows, at most until then; how many there are. */
async function untilErrors(weir: WeirUp, wanted: () => number, endAt: number): Promise<number> {
  let errors = await weir.count('~e');
  while (errors < wanted() && performance.now() < endAt) {
    await wait(500);
    errors = await weir.count('~e');
  }
  return errors;
}

function median(values: readonly number[]): number {
  return quantile(values.toSorted((a, b) => a - b), 0.5);
}
