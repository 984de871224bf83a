import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Contestant, Stage, Standing } from '../contestant.ts';
import { freePort } from '../free-port.ts';
import { originOf, type Scenario } from '../scenario.ts';

/** Has a package.json and a lockfile of its own: what is in it is no part of the project. */
export const peersFolder = fileURLToPath(new URL('../../peers', import.meta.url));

/** Its requests and answers are subscribed to, with their bodies. */
export const mockttp: Contestant = {
  name: 'mockttp',
  missing: () => missing('mockttp'),
  does: ({ mode, protocol }) => protocol !== 'tcp' && mode !== 'socks5',
  version: () => version('mockttp'),
  start(scenario, stage) {
    const { scheme, authority } = originOf(scenario, stage.origin);
    const { caKey, caCert } = stage.certificates;
    return start('mockttp', stage, (port) => [port, caKey, caCert, ...(scenario.mode === 'reverse' ? [`${scheme}://${authority}`] : [])]);
  },
};

/** A forward proxy alone. Requests, answers and their bodies are looked at. */
export const httpMitmProxy: Contestant = {
  name: 'http-mitm-proxy',
  missing: () => missing('http-mitm-proxy'),
  does: ({ mode, protocol }: Scenario) => mode === 'regular' || (mode === 'connect' && protocol === 'https'),
  version: () => version('http-mitm-proxy'),
  start: (_scenario, stage) => start('http-mitm-proxy', stage, (port) => [port, stage.folder]),
};

function manifest(name: string): string {
  return join(peersFolder, 'node_modules', name, 'package.json');
}

function missing(name: string): string | undefined {
  return existsSync(manifest(name)) ? undefined : `${name} is not installed (npm run bench -- --install)`;
}

function version(name: string): string {
  return `${name} ${(JSON.parse(readFileSync(manifest(name), 'utf8')) as { version: string }).version}`;
}

async function start(name: string, stage: Stage, args: (port: string) => readonly string[]): Promise<Standing> {
  const port = await freePort();
  const script = join(peersFolder, `${name}.mjs`);
  const program = await stage.programs.start({ name, command: process.execPath, args: [...stage.nodeFlags, script, ...args(String(port))], cwd: stage.folder, port });
  return { program, endpoint: { host: '127.0.0.1', port } };
}
