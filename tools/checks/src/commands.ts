import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { optionRows, type Options } from '@weir/service';
import type { CommandOptions } from './options-page.ts';

interface Command {
  readonly name: string;
  readonly operands: string;
  readonly summary: string;
  readonly options: Options;
}

/** The commands of apps/weir. By path: an app exports nothing. */
export async function commands(root: string): Promise<readonly CommandOptions[]> {
  const module = await import(pathToFileURL(join(root, 'apps', 'weir', 'src', 'commands.ts')).href) as { readonly commands: readonly Command[] };
  return module.commands.map(({ name, operands, summary, options }) => ({ name: `weir ${name} ${operands}`.trim(), summary, rows: optionRows(options) }));
}
