import { environmentOf, flagOf } from './name.ts';
import type { Option, Options } from './option.ts';

/** Flags that leave less room than this for the help stand on a line of their own. */
const widestFlag = 32;

/** The options of a command as its `--help` shows them: those of a group under its name, in the order of the groups. */
export function describeOptions(options: Options, width = 100): string {
  const entries = Object.entries(options);
  const flags = entries.map(([name, option]) => left(name, option).length).filter((length) => length <= widestFlag);
  const column = Math.max(...flags, 0) + 2;
  const groups = [...new Set(entries.map(([, option]) => option.group))];
  return groups.map((group) => {
    const rows = entries.filter(([, option]) => option.group === group).map(([name, option]) => row(left(name, option), right(option), column, width));
    return [...(group === undefined ? [] : [`${group}:`]), ...rows].join('\n');
  }).join('\n\n');
}

/** The table of docs/options.md: a check holds the page to it. */
export function optionRows(options: Options): string[] {
  return Object.entries(options).map(([name, option]) => {
    const fallback = defaultOf(option);
    const cells = [spellings(name, option).map(code).join(', '), code(environmentOf(name, option)), fallback === '' ? '' : code(fallback), help(option)];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
}

function row(flag: string, text: string, column: number, width: number): string {
  const indent = `\n${' '.repeat(column)}`;
  const first = flag.length + 2 > column ? `${flag}${indent}` : flag.padEnd(column);
  return first + wrap(text, width - column).join(indent);
}

function left(name: string, option: Option<unknown>): string {
  return `  ${spellings(name, option).join(', ')}`;
}

/** `-p`, `--listen-port PORT`; `--[no-]rawtcp` for a switch that is on unless it is turned off. */
function spellings(name: string, option: Option<unknown>): string[] {
  const flag = option.fallback === true ? `--[no-]${flagOf(name).slice(2)}` : flagOf(name);
  return [...(option.short === undefined ? [] : [`-${option.short}`]), option.value === undefined ? flag : `${flag} ${option.value}`];
}

function right(option: Option<unknown>): string {
  const fallback = option.fallback === false ? '' : defaultOf(option);
  return `${help(option)}${fallback === '' ? '' : ` [${fallback}]`}`;
}

function help(option: Option<unknown>): string {
  return `${option.help}${option.repeat === true ? ' (repeatable)' : ''}`;
}

/** As the user would write it; empty where there is none. */
function defaultOf({ fallback }: Option<unknown>): string {
  return Array.isArray(fallback) ? fallback.join(' ') : String(fallback ?? '');
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Lines of at most `width`, broken at spaces; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
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
