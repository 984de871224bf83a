import { installPeers, listText, measureAll, profileOne, runWanted } from './actions.ts';
import { parseArguments, usage, type Arguments } from './arguments.ts';
import { isLinux } from './machine.ts';
import { openBench } from './open-bench.ts';

let options: Arguments;
try {
  options = parseArguments(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n\n${usage}`);
  process.exit(64);
}
try {
  if (options.action !== 'help' && !isLinux()) throw new Error('CPU and memory of processes are read from /proc: this needs Linux');
  if (options.install) installPeers();
  if (options.action === 'help') process.stdout.write(usage);
  else if (options.action === 'list') process.stdout.write(listText());
  else await withBench(options);
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function withBench(wanted: Arguments): Promise<void> {
  const { opened, close } = openBench();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void close().then(() => process.exit(130)));
  }
  try {
    const bench = await opened;
    if (wanted.action === 'trial') process.exitCode = (await runWanted(bench, wanted)) ? 0 : 1;
    else process.stdout.write(await (wanted.action === 'profile' ? profileOne : measureAll)(bench, wanted));
  } finally {
    await close();
  }
}
