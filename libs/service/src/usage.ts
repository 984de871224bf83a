import { environmentOf, flagOf } from './configuration.ts';
import type { Option, Options } from './option.ts';

/** The options of a command as its `--help` shows them. */
export function describeOptions(options: Options, width = 100): string {
  const rows = Object.entries(options).map(([name, option]) => [left(name, option), right(option)] as const);
  const column = Math.min(34, Math.max(...rows.map(([flag]) => flag.length)) + 2);
  return rows.map(([flag, help]) => {
    const lines = wrap(help, width - column);
    const first = flag.length + 2 > column ? `${flag}\n${' '.repeat(column)}` : flag.padEnd(column);
    return first + lines.join(`\n${' '.repeat(column)}`);
  }).join('\n');
}

/** The table of docs/options.md: a check holds the page to it. */
export function optionRows(options: Options): string[] {
  return Object.entries(options).map(([name, option]) => {
    const fallback = option.fallback === undefined ? '' : `\`${Array.isArray(option.fallback) ? option.fallback.join(' ') : String(option.fallback)}\``;
    return `| \`${flagOf(name)}${option.value === undefined ? '' : ` ${option.value.replaceAll('|', '\\|')}`}\` | \`${environmentOf(name)}\` | ${fallback} | ${option.help} |`;
  });
}

function left(name: string, option: Option<unknown>): string {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  return `  ${short}${flagOf(name)}${option.value === undefined ? '' : ` ${option.value}`}`;
}

function right(option: Option<unknown>): string {
  const fallback = option.fallback;
  const shown = fallback === undefined || fallback === false || fallback === '' ? '' : ` [${Array.isArray(fallback) ? fallback.join(' ') : String(fallback)}]`;
  return `${option.help}${option.repeat === true ? ' (repeatable)' : ''}${shown}`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
