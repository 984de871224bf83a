import { parseArgs } from 'node:util';
import { contestantNamed } from './contestants/index.ts';
import { scenariosNamed, type Scenario } from './scenario.ts';
import { minRounds } from './statistics.ts';
import { trialsNamed } from './trials/index.ts';
import type { Trial } from './trials/trial.ts';

export const usage = `bench: what Weir costs, beside other proxies in the same run

  npm run bench -- [SCENARIO]... [option]...

  --list               scenarios, contestants and what is missing of them, trials; measures nothing
  --only A,B           these contestants instead of the scenario's own
  --rounds N           default ${minRounds}; fewer are always inconclusive
  --seconds S          each measurement (default 3)
  --warm-up S          before each (default 6)
  --connections N      at a time (default 64)
  --patience S         waits so long for other processes to leave the machine alone before each measurement (default 30)
  --json FILE          everything that was measured
  --profile SCENARIO   a CPU profile of Weir (or of --only) under this scenario, and its top functions
  --trial NAME         instead of measuring ratios: puts a running Weir to the test, exit 1 where a claim fails; all runs every one (repeatable)
  --scale S            smaller counts and times for trials, for a look at whether they work (default 1: as the claims are worded)
  --install            first installs the peers that come from npm

Without a scenario all are run.
`;

export interface Arguments {
  readonly action: 'measure' | 'list' | 'profile' | 'trial' | 'help';
  readonly scenarios: readonly Scenario[];
  readonly only?: readonly string[];
  readonly trials: readonly Trial[];
  readonly scale: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly connections: number;
  readonly patienceSeconds: number;
  readonly json?: string;
  readonly install: boolean;
}

/** Throws Error with words for the user. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      list: { type: 'boolean', default: false }, only: { type: 'string' }, rounds: { type: 'string', default: String(minRounds) }, seconds: { type: 'string', default: '3' },
      'warm-up': { type: 'string', default: '6' }, connections: { type: 'string', default: '64' }, json: { type: 'string' },
      patience: { type: 'string', default: '30' }, profile: { type: 'string' }, trial: { type: 'string', multiple: true, default: [] }, scale: { type: 'string', default: '1' }, install: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.profile !== undefined && positionals.length > 0) throw new Error('--profile takes one scenario and nothing besides');
  if (values.trial.length > 0 && (values.profile !== undefined || positionals.length > 0)) throw new Error('--trial takes no scenario besides');
  const only = values.only?.split(',').map((name) => contestantNamed(name).name);
  return {
    action: values.help ? 'help' : values.list ? 'list' : values.profile !== undefined ? 'profile' : values.trial.length > 0 ? 'trial' : 'measure',
    scenarios: scenariosNamed(values.profile === undefined ? positionals : [values.profile]),
    ...(only === undefined ? {} : { only }),
    trials: trialsNamed(values.trial),
    scale: number('scale', values.scale, 0.0001, 1),
    rounds: number('rounds', values.rounds, 1, 100),
    seconds: number('seconds', values.seconds, 0.1, 600),
    warmUpSeconds: number('warm-up', values['warm-up'], 0.1, 600),
    connections: number('connections', values.connections, 1, 4096),
    patienceSeconds: number('patience', values.patience, 0, 3600),
    ...(values.json === undefined ? {} : { json: values.json }),
    install: values.install,
  };
}

function number(option: string, value: string, least: number, most: number): number {
  const result = Number(value);
  const whole = least === 1;
  if (value.trim() === '' || !(result >= least && result <= most) || (whole && !Number.isInteger(result))) {
    throw new Error(`--${option}: expected a ${whole ? 'whole ' : ''}number from ${least} to ${most} (got "${value}")`);
  }
  return result;
}
