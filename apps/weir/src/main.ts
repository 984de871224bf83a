import { ConfigError, runProgram, type Options } from '@weir/service';
import { ca } from './ca.ts';
import { runCommand, type Command } from './command.ts';
import { flows } from './flows.ts';
import { show } from './show.ts';
import { up } from './up.ts';

const commands: readonly Command<Options>[] = [up, flows, show, ca] as unknown as readonly Command<Options>[];

const help = ['weir: capture what passes', '',
  ...commands.map((command) => `  weir ${`${command.name} ${command.operands}`.padEnd(20)} ${command.summary}`), '',
  'weir COMMAND --help tells the options of each.', ''].join('\n');

await runProgram('weir', async () => {
  const [word, ...argv] = process.argv.slice(2);
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    process.stdout.write(help);
    return 0;
  }
  const command = commands.find((known) => known.name === word);
  if (command === undefined) throw new ConfigError(`unknown command ${word} (see weir --help)`);
  return runCommand(command, argv);
});
