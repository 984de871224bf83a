import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fail, projectEnvironment, projectNode, root } from './install.mjs';

const ui = join(root, 'apps', 'ui');

/** Builds the web page where its sources are newer than the last build. */
export function ensurePage() {
  const built = join(ui, 'dist', 'index.html');
  if (existsSync(built) && statSync(built).mtimeMs >= newest(join(ui, 'src'))) return;
  const vite = join(dirname(createRequire(join(ui, 'package.json')).resolve('vite/package.json')), 'bin', 'vite.js');
  const result = spawnSync(projectNode(), [vite, 'build', '--logLevel', 'warn'], { cwd: ui, stdio: ['ignore', 2, 2], env: projectEnvironment() });
  if (result.status !== 0) fail('the web page could not be built: see above');
}

function newest(folder) {
  return Math.max(...readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs));
}
