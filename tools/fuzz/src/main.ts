import { fileURLToPath } from 'node:url';
import { runProgram, terminationSignal } from '@weir/service';
import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { stdout } = process;
let stopped = false;
void terminationSignal().then(() => { stopped = true; });

await runProgram('fuzz', () => fuzz(process.argv.slice(2), targets, {
  output: { isTTY: stdout.isTTY, write: (text) => { stdout.write(text); } },
  now: () => performance.now(),
  stopped: () => stopped,
  root,
}));
