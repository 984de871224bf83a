import { describeOptions, environmentOf, flagOf, isSecret, wrap, type Options } from '@weir/service';
import type { Command } from './command.ts';

type Described = Pick<Command<Options>, 'name' | 'operands' | 'summary' | 'options' | 'notes' | 'examples'>;

/** Of what is written as a paragraph. */
const width = 100;

/** A left column beyond this leaves no room for the right one. */
const widest = 50;

const checkout = 'in a checkout write npx --no-install weir for weir';

/** `weir --help`. */
export function programHelp(commands: readonly Described[]): string {
  return lines([
    'weir COMMAND [OPTION]...: let network traffic pass, and write down what passed', '',
    ...columns(commands.map(({ name, operands, summary }) => [`weir ${name} ${operands}`.trim(), summary])), '',
    `Begin with (${checkout}):`,
    ...columns([
      ['weir up', 'a proxy on port 8080, the page on http://127.0.0.1:8081'],
      ['curl -x http://127.0.0.1:8080 http://example.com', 'in another shell: something passes'],
      ['weir flows', 'what passed'],
    ]), '',
    'weir COMMAND --help tells the options of each; docs/options.md has them all, README.md the first minute.',
    ...wrap('A command ends with 0, with 64 if it was used wrongly, or with 1 if something else went wrong; one line on standard error says what.', width),
  ]);
}

/** `weir COMMAND --help`. */
export function commandHelp({ name, operands, summary, options, notes, examples }: Described): string {
  return lines([
    `weir ${name}${operands === '' ? '' : ` ${operands}`} [OPTION]...`, `  ${summary}`, '',
    describeOptions(options), '',
    ...notes.flatMap((note) => [...wrap(note, width), '']),
    `Examples (${checkout}):`, ...columns(examples), '',
    ...settings(options),
  ]);
}

/** Where else an option can be set, told by one that this command has. */
function settings(options: Options): string[] {
  const entries = Object.entries(options);
  const own = entries.findLast(([, option]) => option.command !== undefined);
  const shared = entries.find(([, option]) => option.command === undefined && option.repeat !== true && !isSecret(option) && option.value !== undefined);
  const variables = [shared, own].filter((entry) => entry !== undefined).map(([name, option]) => `${environmentOf(name, option)} is ${flagOf(name)}`).join(', ');
  const file = options['config'] === undefined ? '' : ', then the file';
  return wrap(`Each option can be set in the environment, too: ${variables}. The command line wins, then the environment${file}. docs/options.md names the variable of each option.`, width);
}

/** The left ones in one column, the right ones beside it, or below where one is too wide. */
function columns(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const column = Math.max(...rows.map(([left]) => left.length));
  return column > widest
    ? rows.flatMap(([left, right]) => [`  ${left}`, `      ${right}`])
    : rows.map(([left, right]) => `  ${left.padEnd(column)}  ${right}`);
}

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
