// Runs on any Node >= 20, before anything is installed: only what Node itself brings.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.weir-installed');

/** Installs what package-lock.json says, unless that has been done already. Progress goes to standard error. */
export function ensureInstalled() {
  const wanted = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('weir: installing what package-lock.json names (once) ...\n');
  const npm = process.env.npm_execpath;
  const [command, args] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const result = spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) fail('`npm ci` failed: see above');
  writeFileSync(stamp, wanted);
}

/** The Node that the project brings (an npm package), else this one where it is new enough. */
export function projectNode() {
  const brought = join(modules, '.bin', 'node');
  if (existsSync(brought)) return brought;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(`Weir runs on Node 24 or newer and brings its own on Linux (x64, arm64) alone. This is Node ${process.versions.node} on ${process.platform}-${process.arch}: please install Node 24.`);
}

/** The environment in which the project's own programs come first on PATH. */
export function projectEnvironment() {
  return { ...process.env, PATH: `${join(modules, '.bin')}:${process.env.PATH ?? ''}`, NODE_COMPILE_CACHE: join(modules, '.cache', 'compile') };
}

export function fail(message) {
  process.stderr.write(`weir: ${message}\n`);
  process.exit(1);
}
