import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Arguments } from './arguments.ts';
import { contestantNamed, contestants } from './contestants/index.ts';
import { peersFolder } from './contestants/node-peers.ts';
import { machineFacts } from './machine.ts';
import { measure, type Bench } from './measure.ts';
import { profileWeir } from './profile-weir.ts';
import type { Report } from './report.ts';
import { interleavedRounds, lineUp } from './rounds.ts';
import { scenarios, type Scenario } from './scenario.ts';
import { reportText } from './table.ts';
import { trials } from './trials/index.ts';
import { Progress } from './trials/progress.ts';
import { hasHeld, runTrials, type TrialsReport } from './trials/run-trials.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const say = (text: string): void => { process.stderr.write(`${text}\n`); };

/** `--list`. */
export function listText(): string {
  const rows = scenarios.map(({ name, title }) => `  ${name.padEnd(20)}${title}`);
  const peers = contestants.map((contestant) => {
    const why = [...new Set(scenarios.filter((scenario) => contestant.does(scenario)).map((scenario) => contestant.missing(scenario)))].filter((text) => text !== undefined);
    return `  ${contestant.name.padEnd(20)}${why.length === 0 ? contestant.version() : why.join('; ')}`;
  });
  return ['Scenarios', ...rows, '', 'Contestants', ...peers, '', 'Trials', ...trials.map(({ name, title }) => `  ${name.padEnd(26)}${title}`), ''].join('\n');
}

/** `--install`: what the peers' own lockfile names. Throws where npm fails. */
export function installPeers(): void {
  const npm = process.env.npm_execpath;
  const [command, args] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const { status } = spawnSync(command, [...args, 'ci', '--loglevel=error'], { cwd: peersFolder, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('`npm ci` failed for the peers: see above');
}

/** The default action. Returns what is printed. */
export async function measureAll(bench: Bench, options: Arguments): Promise<string> {
  const machine = machineFacts();
  const wanted = (scenario: Scenario) => (options.only ?? scenario.contestants).map(contestantNamed);
  const entries = lineUp(options.scenarios, wanted);
  const minutes = (entries.entries.length * options.rounds * (options.seconds + options.warmUpSeconds + 1.5)) / 60;
  say(`${entries.entries.length} measurements in each of ${options.rounds} rounds: about ${Math.ceil(minutes)} minutes`);
  const reports = await interleavedRounds(entries, options.rounds, ({ scenario, contestant }) => measure(bench, scenario, contestant, options), say);
  const taking = new Set(['nginx', ...entries.entries.map(({ contestant }) => contestant.name)]);
  const { rounds, seconds, warmUpSeconds, connections, patienceSeconds } = options;
  const report: Report = {
    takenAt: new Date().toISOString(),
    machine,
    versions: Object.fromEntries([...taking].map((name) => [name, contestantNamed(name).version()])),
    options: { rounds, seconds, warmUpSeconds, connections, patienceSeconds },
    scenarios: reports,
  };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  return reportText(report);
}

/** `--trial`: writes each result when it is there. False: a claim has failed. */
export async function runWanted(bench: Bench, { trials: wanted, scale, json }: Arguments): Promise<boolean> {
  const machine = machineFacts();
  const progress = new Progress(process.stderr);
  const results = await runTrials(bench, wanted, scale, {
    say: (text) => progress.say(text),
    done(text) {
      progress.clear();
      process.stdout.write(text);
    },
  });
  const report: TrialsReport = { takenAt: new Date().toISOString(), machine, scale, trials: results };
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  return results.every(hasHeld);
}

/** `--profile`: leaves the profiles in a folder of the checkout and returns the top of each. */
export async function profileOne(bench: Bench, options: Arguments): Promise<string> {
  const scenario = options.scenarios[0]!;
  const contestant = contestantNamed(options.only?.[0] ?? 'weir');
  const folder = join(root, 'tmp', 'profiles');
  mkdirSync(folder, { recursive: true });
  return profileWeir(bench, scenario, contestant, options, { folder, root });
}
