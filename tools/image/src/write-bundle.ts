import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bundle } from './bundle-app.ts';
import { BundleError } from './bundle-error.ts';

/** Into a folder that is empty or not there: what lies there already would be part of the image. Everybody may read it, whatever the umask. Throws BundleError. */
export function writeBundle({ files }: Pick<Bundle, 'files'>, folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new BundleError(`${folder} is not empty`);
  mkdirSync(folder, { recursive: true });
  for (const path of foldersOf([...files.keys()])) {
    if (path !== '.') mkdirSync(join(folder, path));
    chmodSync(join(folder, path), 0o755);
  }
  for (const [path, bytes] of files) {
    writeFileSync(join(folder, path), bytes);
    chmodSync(join(folder, path), 0o644);
  }
}

/** `.` and all others, each after the one that it lies in. */
function foldersOf(paths: readonly string[]): readonly string[] {
  const found = new Set(['.']);
  for (const path of paths) for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) found.add(folder);
  return [...found].sort();
}
