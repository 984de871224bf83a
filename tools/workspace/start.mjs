// `npm start [-- OPTIONS]`: installs if needed and runs `weir up OPTIONS`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, projectEnvironment, projectNode, root } from './install.mjs';
import { ensurePage } from './page.mjs';

ensureInstalled();
ensurePage();

// As apps/weir/bin/weir.mjs has them.
const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning', '--max-semi-space-size=8', '--heap-growing-percent=50'];
const main = join(root, 'apps', 'weir', 'src', 'main.ts');
const child = spawn(projectNode(), [...flags, main, 'up', ...process.argv.slice(2)], { stdio: 'inherit', env: projectEnvironment() });
process.on('SIGTERM', () => child.kill('SIGTERM'));
// A terminal's Ctrl-C reaches the whole group by itself.
process.on('SIGINT', () => { if (!process.stdin.isTTY) child.kill('SIGINT'); });
// npm does not pass a SIGTERM on: it ends, and we would be left behind.
const parent = process.ppid;
setInterval(() => { if (process.ppid !== parent) child.kill('SIGTERM'); }, 250).unref();
child.on('exit', (code, signal) => { process.exitCode = code ?? (signal === null ? 1 : 128); });
