import { loadUsage, parseLoadCommand } from './command.ts';
import { errorCount } from './job.ts';
import { runLoad } from './load.ts';
import { serveJobs } from './serve-jobs.ts';

// Started by the benchmark it takes jobs from there; by hand it does one.
if (process.send !== undefined) {
  serveJobs(process);
} else {
  try {
    const result = await runLoad(parseLoadCommand(process.argv.slice(2)));
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    process.exitCode = errorCount(result) === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`load: ${(error as Error).message}\n\n${loadUsage}`);
    process.exitCode = 64;
  }
}
