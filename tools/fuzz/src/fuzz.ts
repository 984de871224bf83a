import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError, describeOptions, firstLine } from '@weir/service';
import { attempt } from './attempt.ts';
import { campaign } from './campaign.ts';
import { writeFinding } from './finding.ts';
import { fuzzOptions, readOrder, type Order } from './options.ts';
import { inputsAndRate, ProgressLine, type Output } from './progress-line.ts';
import type { Target } from './target.ts';

export interface Surroundings {
  readonly output: Output;
  readonly now: () => number;
  readonly stopped: () => boolean;
  /** Findings go to `tmp/fuzz` in it; files are named from it. */
  readonly root: string;
}

const defaultSeconds = 10;
const hangMs = 10_000;

/** `npm run fuzz -- [TARGET...] [OPTION...]`. Resolves to the exit code: 1 where a target failed. */
export async function fuzz(argv: readonly string[], targets: readonly Target[], around: Surroundings): Promise<number> {
  const order = readOrder(argv, targets);
  const { write } = around.output;
  if (order.help) write(`npm run fuzz -- [TARGET...] [OPTION...]\n  run decoders and handlers on mutated input; without a TARGET all of them\n\n${describeOptions(fuzzOptions)}\n`);
  else if (order.values.list) write(targets.map(({ name, about }) => `${name.padEnd(14)} ${about}\n`).join(''));
  else if (order.values.replay !== undefined) return replay(order.targets[0]!, order.values.replay, around);
  else return runAll(order, around);
  return 0;
}

function replay(target: Target, file: string, { output, now, root }: Surroundings): number {
  let input: Uint8Array;
  try {
    input = readFileSync(resolve(root, file));
  } catch (error) {
    throw new ConfigError(`--replay: cannot read the file: ${firstLine(error)}`);
  }
  const error = attempt(target, input, now);
  output.write(error === undefined ? `${target.name}: ${file} is well\n` : `${target.name}: FAILED on ${file}: ${error.stack ?? String(error)}\n`);
  return error === undefined ? 0 : 1;
}

async function runAll({ values, targets }: Order, around: Surroundings): Promise<number> {
  const { output, now, stopped, root } = around;
  const failed: string[] = [];
  const ran: string[] = [];
  let inputs = 0;
  for (const target of targets) {
    if (stopped()) break;
    const { seed = 1, from = 0, runs = Infinity } = values;
    const seconds = values.seconds ?? (values.runs === undefined ? defaultSeconds : Infinity);
    output.write(`${target.name}: seed ${seed}, from ${from}\n`);
    const line = new ProgressLine(output, target.name);
    const report = await campaign({ target, seed, from, runs, seconds, now, stopped, hangMs, progress: (progress) => line.tell(progress) });
    line.end();
    ran.push(target.name);
    inputs += report.inputs;
    if (report.failure !== undefined) failed.push(target.name);
    output.write(report.failure === undefined
      ? `${target.name}: ${inputsAndRate(report)}, no failure; go on with --seed ${seed} --from ${report.next}\n`
      : writeFinding(target.name, seed, report.failure, join(root, 'tmp', 'fuzz'), root));
  }
  const left = targets.length - ran.length;
  output.write(`${inputs} inputs, ${ran.length} targets, ${failed.length} failed${failed.length === 0 ? '' : ` (${failed.join(', ')})`}${left === 0 ? '' : `, ${left} not begun`}\n`);
  return failed.length === 0 ? 0 : 1;
}
