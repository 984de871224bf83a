import { runProgram } from '@weir/service';
import { runCommandLine } from './command.ts';
import { commands } from './commands.ts';

await runProgram('weir', () => runCommandLine(commands, process.argv.slice(2)));
