import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Failure } from './campaign.ts';

/** Writes the failing input to `folder` and tells how to see the failure again; `root` is where commands are typed. */
export function writeFinding(name: string, seed: number, { at, error, input, minimised }: Failure, folder: string, root: string): string {
  const hash = createHash('sha256').update(minimised).digest('hex').slice(0, 12);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}-${hash}.bin`);
  writeFileSync(path, minimised);
  const file = relative(root, path);
  return [
    `${name}: FAILED at input ${at}: ${error.stack ?? String(error)}`,
    `  input   ${file} (${minimised.length} bytes, of ${input.length})`,
    `  replay  npm run fuzz -- ${name} --replay ${file}`,
    `  again   npm run fuzz -- ${name} --seed ${seed} --from ${at} --runs 1`,
    `  go on   npm run fuzz -- ${name} --seed ${seed} --from ${at + 1}`,
    '',
  ].join('\n');
}
