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

type Service = Omit<Command, 'operands'>;

/** The commands of apps/weir, then the services. By path: apps export nothing for this, and assemblies are for apps. */
export async function commands(root: string): Promise<readonly CommandOptions[]> {
  const { commands: all } = await load<{ readonly commands: readonly Command[] }>(root, 'apps/weir/src/commands.ts');
  const { serviceOf } = await load<{ serviceOf(service: object): Service }>(root, 'libs/data-plane/src/proxy-service.ts');
  const { collectorService } = await load<{ readonly collectorService: Service }>(root, 'apps/collector/src/service.ts');
  const { authorityService } = await load<{ readonly authorityService: Service }>(root, 'apps/cert-authority/src/service.ts');
  const up = new Set(optionRows(all.find(({ name }) => name === 'up')!.options));
  const proxies = optionRows(serviceOf({ name: 'regular', mode: 'regular' }).options).filter((row) => !up.has(row) && !row.startsWith('| `--mode '));
  return [
    ...all.map(({ name, operands, summary, options }) => ({ name: `weir ${name} ${operands}`.trim(), summary, rows: optionRows(options) })),
    { name: 'weir-regular, weir-reverse, weir-upstream, weir-socks', summary: 'each mode as a service: the options of weir up but for those of page, API and retention, with these and these defaults', rows: proxies },
    { name: 'weir-collector', summary: collectorService.summary, rows: optionRows(collectorService.options) },
    { name: 'weir-cert-authority', summary: authorityService.summary, rows: optionRows(authorityService.options) },
  ];
}

async function load<T>(root: string, path: string): Promise<T> {
  return await import(pathToFileURL(join(root, path)).href) as T;
}
