import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contestant, Stage } from '../contestant.ts';
import { freePort } from '../free-port.ts';
import { originOf, type Scenario } from '../scenario.ts';
import { firstLineOf, which } from '../which.ts';

/** haproxy as reverse proxy: one thread, upstream connections kept, nothing logged. */
export const haproxy: Contestant = {
  name: 'haproxy',
  missing: () => (which('haproxy') === undefined ? 'haproxy is not on PATH (Debian: apt-get install haproxy)' : undefined),
  does: (scenario) => scenario.mode === 'reverse',
  version: () => firstLineOf(which('haproxy') ?? 'haproxy', ['-v']),
  async start(scenario, stage) {
    const port = await freePort();
    const file = join(stage.folder, 'haproxy.cfg');
    writeFileSync(file, haproxyConfiguration(scenario, stage, port));
    const program = await stage.programs.start({ name: 'haproxy', command: which('haproxy')!, args: ['-db', '-f', file], port });
    return { program, endpoint: { host: '127.0.0.1', port } };
  },
};

export function haproxyConfiguration(scenario: Scenario, { origin, certificates }: Pick<Stage, 'origin' | 'certificates'>, port: number): string {
  const { scheme, authority } = originOf(scenario, origin);
  const tls = scheme === 'https';
  return `global
  maxconn 8192
  nbthread 1
  ssl-server-verify none
defaults
  mode ${scenario.protocol === 'tcp' ? 'tcp' : 'http'}
  timeout connect 5s
  timeout client 60s
  timeout server 60s
${scenario.protocol === 'tcp' ? '' : '  http-reuse always\n'}frontend clients
  bind 127.0.0.1:${port}${tls ? ` ssl crt ${certificates.both} alpn http/1.1` : ''}
  default_backend origin
backend origin
  server origin ${authority}${tls ? ' ssl verify none' : ''}
`;
}
