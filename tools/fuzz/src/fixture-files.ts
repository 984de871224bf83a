import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Raw bytes of real tools, which lie beside the library they belong to or in `tools/fuzz/fixtures`: all files of `folder` whose names end so, by name. */
export function fixtures(folder: string, ending: string): readonly Uint8Array[] {
  const names = readdirSync(root + folder).filter((name) => name.endsWith(ending)).sort();
  return names.map((name) => readFileSync(`${root}${folder}/${name}`));
}
