// `npm start [-- OPTIONS]`: installs if needed and runs `weir up OPTIONS`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, projectEnvironment, projectNode, root } from './install.mjs';
import { ensurePage } from './page.mjs';

ensureInstalled();
ensurePage();

const child = spawn(projectNode(), [join(root, 'apps', 'weir', 'bin', 'weir.mjs'), 'up', ...process.argv.slice(2)], { stdio: 'inherit', env: projectEnvironment() });
// A terminal sends the signal to the whole group, npm to this process alone: hand on what did not come from a terminal.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => { if (!process.stdin.isTTY) child.kill(signal); });
child.on('exit', (code, signal) => { process.exitCode = code ?? (signal === null ? 1 : 128); });
