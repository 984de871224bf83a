/** The options of one command, as `optionRows` of libs/service tells them. */
export interface CommandOptions {
  /** Such as `weir up`. */
  readonly name: string;
  readonly summary: string;
  readonly rows: readonly string[];
}

const heading = '| flag | environment | default | what |\n|---|---|---|---|';

/** docs/options.md from its first to its last byte. */
export function optionsPage(commands: readonly CommandOptions[]): string {
  return `${introduction}\n${commands.map(section).join('\n')}`;
}

function section({ name, summary, rows }: CommandOptions): string {
  return `## ${name}\n\n${summary[0]!.toUpperCase()}${summary.slice(1)}.\n\n${heading}\n${rows.join('\n')}\n`;
}

const introduction = `# Options

Written by \`tools/checks/src/write-options.ts\` from the options themselves; a check holds the page to them.

An option is taken from the first of these that has it:

1. the command line: \`--kebab-case VALUE\` or \`--kebab-case=VALUE\`; a switch is \`--name\` or \`--no-name\`; \`--set snake_case=VALUE\` is the same
2. the environment: \`WEIR_<NAME>\`; several values stand side by side with spaces or commas between
3. the file that \`--config FILE\` names: YAML, \`snake_case: value\`
4. the default

A wrong value or an unknown option ends the command before it opens anything: one line on standard error, exit 64. A SIZE is a number of bytes,
with \`k\`, \`m\`, \`g\` or \`t\` behind it (of 1024), or \`unlimited\`. \`@FILE\` reads a secret from a file. What has no default is absent unless it is set.
`;
