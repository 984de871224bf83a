import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contestant } from './contestant.ts';
import type { Bench } from './measure.ts';
import { profileWeir } from './profile-weir.ts';
import { scenariosNamed } from './scenario.ts';

const options = { seconds: 2, warmUpSeconds: 1, connections: 4, patienceSeconds: 0 };
let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'weir-profile-')); });
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes such a profile when it is stopped, as Node does. */
function contestant(name: string, profile?: object): Contestant {
  return {
    name, missing: () => undefined, does: () => true, version: () => '',
    start(_scenario, { nodeFlags }) {
      const directory = nodeFlags.find((flag) => flag.startsWith('--cpu-prof-dir='))!.slice('--cpu-prof-dir='.length);
      const stop = () => {
        if (profile !== undefined) writeFileSync(join(directory, 'CPU.20261125.101112.77.1.002.cpuprofile'), JSON.stringify(profile));
        return Promise.resolve();
      };
      return Promise.resolve({ program: { pid: 0, stop } as never, endpoint: { host: '127.0.0.1', port: 1 } });
    },
  };
}

function bench(): { readonly bench: Bench; readonly seconds: number[] } {
  const seconds: number[] = [];
  const run = (job: { readonly seconds: number }) => {
    seconds.push(job.seconds);
    return Promise.resolve({ requests: 5, errors: {} });
  };
  return { bench: { folder, origin: { http: 1, https: 2 }, load: { run } } as never, seconds };
}

const scenario = scenariosNamed(['tcp-1k'])[0]!;

test('warms up, measures, keeps each profile under a name that says whose it is', async () => {
  const profile = { startTime: 0, nodes: [], samples: [], timeDeltas: [] };
  const { bench: it, seconds } = bench();
  const text = await profileWeir(it, scenario, contestant('weir', profile), options, { folder, root: '' });
  expect(seconds).toEqual([1, 2]);
  const kept = join(folder, 'tcp-1k-weir-77-thread-1.cpuprofile');
  expect(text).toBe(`tcp-1k, weir: 5 requests, errors {}\n\n${kept}\n\n`);
  expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual(profile);
});

test('one that has left none', async () => {
  await expect(profileWeir(bench().bench, scenario, contestant('nginx'), options, { folder, root: '' })).rejects.toThrow('nginx has left no profile');
});
