// node main.ts SPEC memory|off HOME CA_FILE: runs until SIGTERM; says what `weir up --log-format json` says.
import { openLocalCerts } from '@weir/certs';
import { createPlane } from './plane.ts';

const [mode, capture, home, trustedCaFile] = process.argv.slice(2) as [string, 'memory' | 'off', string, string];
const plane = createPlane({ mode, capture, certs: openLocalCerts({ directory: home, now: Date.now }), trustedCaFile });
// An orderly exit, so that --cpu-prof writes what it has. Before anything is said: who reads `ready` may end it at once.
process.once('SIGTERM', () => void plane.close().then(() => process.exit(0)));
for (const listening of await plane.listen()) process.stdout.write(`${JSON.stringify({ event: 'listening', ...listening })}\n`);
process.stdout.write('{"event":"ready"}\n');
