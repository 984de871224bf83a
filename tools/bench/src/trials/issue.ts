import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWeir } from '../contestants/weir.ts';
import { answerOf, type Answer } from '../issue/answers.ts';
import { treeUsage } from '../proc/usage.ts';
import { minRounds, summarize } from '../statistics.ts';
import { which } from '../which.ts';
import { atLeast, exactly, inconclusiveUnless } from './claim.ts';
import { scaled, type Trial, type TrialParts, type TrialResult } from './trial.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const authorityMain = path('../../../../apps/cert-authority/src/main.ts');
const [callersMain, mintMain] = [path('../issue/callers.ts'), path('../issue/mint.ts')];
const token = 'trial-token-0123456789';

/** Leaves a second, on one core. */
const wanted = 1_500;
const leavesPerRound = 20_000;
const atOnce = 64;

interface Issued extends Answer {
  /** Microseconds of CPU of the service for a leaf, its start and enrolment included. */
  readonly cpuUs: number;
}

/** In each round a fresh service on the last core is asked by callers on the first; then as many are signed in one process on the last core. */
async function run(parts: TrialParts): Promise<TrialResult> {
  const taskset = which('taskset');
  if (taskset === undefined) throw new Error('taskset is not on PATH (Debian: apt-get install util-linux)');
  const own = join(parts.folder, 'trial');
  const leaves = scaled(leavesPerRound, parts.scale, 200);
  const rounds = scaled(minRounds, parts.scale);
  const on = (core: number): readonly string[] => [taskset, '-c', String(core)];
  const last = availableParallelism() - 1;
  const asked: Issued[] = [];
  const minted: Answer[] = [];
  for (let round = 1; round <= rounds; round++) {
    parts.say(`issue: round ${round}/${rounds}`);
    asked.push(await ask(parts, own, leaves, on(last), on(0)));
    minted.push(await answerOf([...on(last), process.execPath, '--conditions=source', mintMain, String(leaves)]));
  }
  const [rate, cpu, alone] = [asked.map(({ perSecond }) => perSecond), asked.map(({ cpuUs }) => cpuUs), minted.map(({ perSecond }) => perSecond)].map(summarize);
  return {
    claims: [
      exactly('calls that failed', asked.reduce((sum, { failed }) => sum + failed, 0), 0),
      inconclusiveUnless(rate!, atLeast('leaves by the certificate authority service on one core', rate!.median, wanted, 'leaves/s')),
    ],
    figures: { issuedPerSecond: rate!.median, issuedSpread: rate!.spread, cpuUsPerLeaf: cpu!.median, mintedPerSecond: alone!.median, mintedSpread: alone!.spread },
  };
}

async function ask({ programs }: TrialParts, own: string, leaves: number, service: readonly string[], callers: readonly string[]): Promise<Issued> {
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own, { recursive: true });
  const policy = join(own, 'policy.yaml');
  writeFileSync(policy, JSON.stringify({ callers: [{ name: 'bench', token, names: ['*'] }] }));
  const options = ['--home', join(own, 'home'), '--ca-policy', policy, '--ca-listen', '127.0.0.1:0', '--health-listen', 'off', '--log-level', 'warn'];
  const { program, endpoint } = await startWeir(programs, 'cert-authority', [authorityMain, ...options], service);
  try {
    const before = treeUsage(program.pid).cpuUs;
    const answer = await answerOf([...callers, process.execPath, '--conditions=source', callersMain, String(endpoint.port), join(own, 'home', 'ca', 'identity.pem'), token, String(leaves), String(atOnce)]);
    return { ...answer, cpuUs: (treeUsage(program.pid).cpuUs - before) / leaves };
  } finally {
    await program.stop();
    rmSync(own, { recursive: true, force: true });
  }
}

export const issueTrial: Trial = {
  name: 'issue', title: 'leaves over gRPC with mTLS, each logged on disk, by the certificate authority service on one core, beside signing in process', run,
};
