import { fileURLToPath } from 'node:url';
import type { Contestant, Stage, Standing } from '../contestant.ts';
import type { Programs } from '../programs.ts';
import { originOf, type Scenario } from '../scenario.ts';
import { firstLineOf } from '../which.ts';

/** The command line of Weir. */
export const weirMain = fileURLToPath(new URL('../../../../apps/weir/src/main.ts', import.meta.url));
const plane = fileURLToPath(new URL('../plane/main.ts', import.meta.url));
/** As apps/weir/bin/weir.mjs has them. */
const sourceFlags = ['--conditions=source', '--disable-warning=ExperimentalWarning', '--max-semi-space-size=8', '--heap-growing-percent=50'];

/** `weir up`: everything is captured and stored; like its peers it does not log each connection. The collector is a thread beside the data plane. */
export const weir: Contestant = {
  ...common('weir'),
  besideThread: 'collector',
  start(scenario, stage) {
    const home = ['--home', `${stage.folder}/home`, '--api', '127.0.0.1:0', '--log-format', 'json', '--log-level', 'warn'];
    const trusted = scenario.protocol === 'https' ? ['--ssl-verify-upstream-trusted-ca', stage.certificates.caCert] : [];
    return start('weir', stage, [weirMain, 'up', '--mode', weirMode(scenario, stage), ...home, ...trusted]);
  },
};

/** The data plane alone: flows are encoded, given to a bus in the same thread and thrown away at its other end. */
export const weirMemory: Contestant = { ...common('weir-memory'), start: (scenario, stage) => startPlane('weir-memory', 'memory', scenario, stage) };

/** The data plane alone, with a recorder that does nothing. */
export const weirOff: Contestant = { ...common('weir-off'), start: (scenario, stage) => startPlane('weir-off', 'off', scenario, stage) };

function common(name: string): Pick<Contestant, 'name' | 'missing' | 'does' | 'version'> {
  return { name, missing: () => undefined, does: () => true, version: weirVersion };
}

export function weirVersion(): string {
  return `weir ${firstLineOf('git', ['describe', '--always', '--dirty'], fileURLToPath(new URL('.', import.meta.url)))}`;
}

function startPlane(name: string, capture: string, scenario: Scenario, stage: Stage): Promise<Standing> {
  return start(name, stage, [plane, weirMode(scenario, stage), capture, `${stage.folder}/home`, stage.certificates.caCert]);
}

export function weirMode(scenario: Pick<Scenario, 'mode' | 'protocol'>, { origin }: Pick<Stage, 'origin'>): string {
  const { scheme, authority } = originOf(scenario as Scenario, origin);
  const explicit = scenario.mode === 'socks5' ? 'socks5' : 'regular';
  const target = scenario.mode === 'reverse' ? `reverse:${scenario.protocol === 'tcp' ? 'tcp' : scheme}://${authority}` : explicit;
  return `${target}@127.0.0.1:0`;
}

function start(name: string, { programs, nodeFlags }: Stage, args: readonly string[]): Promise<Standing> {
  return startWeir(programs, name, [...nodeFlags, ...args]);
}

/** A Weir that is up, or its data plane alone, which has no API. */
export interface WeirStanding extends Standing {
  readonly api: string;
}

/** Starts what says where it is as `weir up --log-format json` does; `args` are Node's, the program and its own, `before` a command that starts Node. */
export async function startWeir(programs: Programs, name: string, args: readonly string[], before: readonly string[] = []): Promise<WeirStanding> {
  let port = 0;
  let api = '';
  const [command, ...rest] = [...before, process.execPath, ...sourceFlags, ...args];
  const program = await programs.start({
    name,
    command: command!,
    args: rest,
    isReady(line) {
      const event = JSON.parse(line) as { readonly event: string; readonly port?: number; readonly url?: string };
      if (event.event === 'listening') port = event.port!;
      if (event.event === 'api') api = event.url!.replace(/\/$/, '');
      return event.event === 'ready';
    },
  });
  return { program, endpoint: { host: '127.0.0.1', port }, api };
}
