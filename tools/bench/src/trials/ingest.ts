import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWeir } from '../contestants/weir.ts';
import { flowBatches, flowsInBatch } from '../ingest/batches.ts';
import { drained, whenDrained, type Drained } from '../ingest/drained.ts';
import { startNats } from '../nats/server.ts';
import { FlowStream } from '../nats/stream.ts';
import { minRounds, summarize, type Summary } from '../statistics.ts';
import { which } from '../which.ts';
import { atLeast, exactly, inconclusiveUnless } from './claim.ts';
import { scaled, type Trial, type TrialParts, type TrialResult } from './trial.ts';
import type { Loss } from './weir-up.ts';

const collectorMain = fileURLToPath(new URL('../../../../apps/collector/src/main.ts', import.meta.url));
const pullMain = fileURLToPath(new URL('../ingest/bare-pull.ts', import.meta.url));
const token = 'trial-token-0123456789';

/** Flows a second, on one core. */
const wanted = 15_000;
const batchesPerRound = 2_000;

/** What the rounds have in common. */
interface Course {
  readonly parts: TrialParts;
  readonly url: string;
  readonly stream: FlowStream;
  readonly batches: number;
  /** The words before a command that keep it on a core of its own; nats-server is on the first. */
  readonly pinned: readonly string[];
  readonly home: string;
}

/** The stream is filled once. In each round a bare pull empties it, then a collector with a fresh store: the same batches, from the first. */
async function run(parts: TrialParts): Promise<TrialResult> {
  const { programs, folder, scale, say } = parts;
  const taskset = which('taskset');
  if (taskset === undefined) throw new Error('taskset is not on PATH (Debian: apt-get install util-linux)');
  const own = join(folder, 'trial');
  rmSync(own, { recursive: true, force: true });
  const batches = scaled(batchesPerRound, scale, 20);
  const nats = await startNats(programs, own, [taskset, '-c', '0']);
  try {
    await using stream = await FlowStream.open(nats.url);
    say(`ingest: filling the stream with ${batches * flowsInBatch} flows`);
    const bytes = await fill(stream, batches);
    const course: Course = { parts, url: nats.url, stream, batches, pinned: [taskset, '-c', String(availableParallelism() - 1)], home: join(own, 'home') };
    const pulls: Drained[] = [];
    const collections: Collection[] = [];
    const rounds = scaled(minRounds, scale);
    for (let round = 1; round <= rounds; round++) {
      say(`ingest: round ${round}/${rounds}`);
      pulls.push(await pull(course));
      collections.push(await collect(course));
    }
    return result(pulls, collections, batches * flowsInBatch, bytes);
  } finally {
    await nats.program.stop();
    rmSync(own, { recursive: true, force: true });
  }
}

/** Returns the bytes of all batches. */
async function fill(stream: FlowStream, batches: number): Promise<number> {
  const make = flowBatches();
  let left = batches;
  let bytes = 0;
  await stream.fill(() => {
    if (left-- === 0) return undefined;
    const batch = make();
    bytes += batch.payload.length;
    return batch;
  });
  return bytes;
}

async function pull({ parts, url, stream, batches, pinned }: Course): Promise<Drained> {
  const consumer = 'bare-pull';
  await stream.freshConsumer(consumer);
  const { program } = await startWeir(parts.programs, 'bare-pull', [pullMain, url, consumer], pinned);
  try {
    return drained(await whenDrained(program.pid, batches, () => stream.acknowledged(consumer)), batches, flowsInBatch);
  } finally {
    await program.stop();
    await stream.dropConsumer(consumer);
  }
}

interface Collection extends Drained {
  readonly stored: number;
}

async function collect({ parts, url, stream, batches, pinned, home }: Course): Promise<Collection> {
  const consumer = 'collector';
  rmSync(home, { recursive: true, force: true });
  await stream.freshConsumer(consumer);
  const options = ['--home', home, '--nats-url', url, '--api', '127.0.0.1:0', '--api-token', token, '--health-listen', 'off', '--log-level', 'warn'];
  const { program, api } = await startWeir(parts.programs, 'collector', [collectorMain, ...options], pinned);
  try {
    const looks = await whenDrained(program.pid, batches, () => stream.acknowledged(consumer));
    const loss = await (await fetch(`${api}/api/v1/loss`, { headers: { authorization: `Bearer ${token}` } })).json() as Loss;
    return { ...drained(looks, batches, flowsInBatch), stored: loss.stored };
  } finally {
    await program.stop();
  }
}

function result(pulls: readonly Drained[], collections: readonly Collection[], flows: number, bytes: number): TrialResult {
  const rate = (of: readonly Drained[]): Summary => summarize(of.map(({ flowsPerSecond }) => flowsPerSecond));
  const cpu = (of: readonly Drained[]): Summary => summarize(of.map(({ cpuUsPerFlow }) => cpuUsPerFlow));
  const [pullRate, pullCpu, collectorRate, collectorCpu] = [rate(pulls), cpu(pulls), rate(collections), cpu(collections)];
  return {
    claims: [
      exactly('flows stored in all rounds', collections.reduce((sum, { stored }) => sum + stored, 0), flows * collections.length),
      inconclusiveUnless(collectorRate, atLeast('stored by a collector on one core', collectorRate.median, wanted, 'flows/s')),
    ],
    figures: {
      bytesPerFlow: bytes / flows, pulledPerSecond: pullRate.median, pullCpuUs: pullCpu.median, pullSpread: pullRate.spread,
      collectedPerSecond: collectorRate.median, collectorCpuUs: collectorCpu.median, collectorSpread: collectorRate.spread,
    },
  };
}

export const ingestTrial: Trial = {
  name: 'ingest', title: 'flows of 1.65 KB from a nats-server into the store, by a collector on one core, beside a bare pull', run,
};
