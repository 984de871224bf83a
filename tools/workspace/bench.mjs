// `npm run bench [-- SCENARIO... OPTIONS]`: installs if needed and measures (docs/performance.md).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, projectEnvironment, projectNode, root } from './install.mjs';

ensureInstalled();

const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
const main = join(root, 'tools', 'bench', 'src', 'main.ts');
const child = spawn(projectNode(), [...flags, main, ...process.argv.slice(2)], { stdio: 'inherit', env: projectEnvironment() });
// The benchmark stops what it has started before it ends.
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGHUP', () => child.kill('SIGHUP'));
// A terminal's Ctrl-C reaches the whole group by itself.
process.on('SIGINT', () => { if (!process.stdin.isTTY) child.kill('SIGINT'); });
child.on('exit', (code, signal) => { process.exitCode = code ?? (signal === null ? 1 : 128); });
