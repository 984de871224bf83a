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

const names = ['up', 'flows', 'show', 'ca'] as const;

/** The commands of apps/weir. By path: an app exports nothing. */
export async function commands(root: string): Promise<readonly CommandOptions[]> {
  const loaded = await Promise.all(names.map(async (name) => {
    const module = await import(pathToFileURL(join(root, 'apps', 'weir', 'src', `${name}.ts`)).href) as Readonly<Record<string, Command>>;
    return module[name]!;
  }));
  return loaded.map(({ name, operands, summary, options }) => ({ name: `weir ${name} ${operands}`.trim(), summary, rows: optionRows(options) }));
}
