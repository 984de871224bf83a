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
2. the environment: \`WEIR_<NAME>\`, which means the same to every command that reads it; \`WEIR_<COMMAND>_<NAME>\` for what is one command's own.
   Several values stand side by side with spaces or commas between. A variable that is empty is not set
3. for \`weir up\`, the file that \`--config FILE\` names: YAML, \`snake_case: value\`
4. the default

A wrong value or an unknown option ends the command before it opens anything: one line on standard error, exit 64. A variable that is nearly the
name of an option is warned of; all others named \`WEIR_\` are left to whom they belong. A SIZE is a number of bytes, with \`k\`, \`m\`, \`g\` or \`t\`
behind it (of 1024), or \`unlimited\`. \`@FILE\` reads a secret from a file. \`--[no-]name\` is on unless it is turned off. What has no default is absent
unless it is set.

\`WEIR_API\` is where the API is, for the command that serves it and for those that ask there: each takes \`HOST:PORT\`, \`PORT\` (on 127.0.0.1) and
\`http://HOST:PORT\`. Only those that ask take \`https://\`; only \`weir up\` takes port 0, any free one. Where it listens everywhere (\`0.0.0.0\`, \`::\`),
the others ask localhost.
`;
