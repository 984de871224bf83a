import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the built page: that of apps/ui in a checkout, page/ in a bundle. Undefined where it was not built. */
export function pageFolder(): string | undefined {
  const index = fileURLToPath(import.meta.resolve('#page/index.html'));
  return existsSync(index) ? dirname(index) : undefined;
}
