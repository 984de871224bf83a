import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contestant } from './contestant.ts';
import type { Bench, MeasureOptions } from './measure.ts';
import { topFunctions, topText, type CpuProfile } from './profile.ts';
import { jobFor, type Scenario } from './scenario.ts';

const most = 30;

/**
 * Runs the scenario with V8's profiler on and returns the top functions of each thread, warm-up not counted.
 * The profiles are kept in `places.folder`: `SCENARIO-CONTESTANT-PROCESS-thread-N.cpuprofile` opens in Chromium's and VS Code's tools.
 */
export async function profileWeir(
  bench: Bench,
  scenario: Scenario,
  contestant: Contestant,
  options: MeasureOptions,
  places: { readonly folder: string; readonly root: string },
): Promise<string> {
  const written = join(bench.folder, 'profiles');
  const folder = join(bench.folder, 'contestant');
  for (const each of [written, folder]) {
    rmSync(each, { recursive: true, force: true });
    mkdirSync(each);
  }
  const nodeFlags = ['--cpu-prof', `--cpu-prof-dir=${written}`, '--cpu-prof-interval=500'];
  const { program, endpoint, beside } = await contestant.start(scenario, { ...bench, folder, nodeFlags });
  const load = (seconds: number) => bench.load.run(jobFor(scenario, bench.origin, endpoint, { seconds, connections: options.connections }));
  await load(options.warmUpSeconds);
  const from = nowUs();
  const result = await load(options.seconds);
  const span = { from, until: nowUs() };
  // The profile is written when the process ends in order.
  await program.stop();
  await beside?.stop();
  const lines = [`${scenario.name}, ${contestant.name}: ${result.requests} requests, errors ${JSON.stringify(result.errors)}`];
  for (const file of readdirSync(written).sort()) {
    const { pid, thread } = writerOf(file);
    const text = readFileSync(join(written, file), 'utf8');
    const kept = join(places.folder, `${scenario.name}-${contestant.name}-${pid}-thread-${thread}.cpuprofile`);
    writeFileSync(kept, text);
    lines.push('', kept, topText(topFunctions(JSON.parse(text) as CpuProfile, places.root, span), most));
  }
  if (lines.length === 1) throw new Error(`${contestant.name} has left no profile: it did not end in order`);
  return `${lines.join('\n')}\n`;
}

function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Node names them CPU.DATE.TIME.PID.THREAD.SEQUENCE.cpuprofile; thread 0 is the main one. */
function writerOf(file: string): { readonly pid: string; readonly thread: string } {
  const [, , , pid = '', thread = ''] = file.split('.');
  return { pid, thread };
}
