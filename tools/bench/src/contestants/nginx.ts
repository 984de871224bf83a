import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contestant, Stage } from '../contestant.ts';
import { freePort } from '../free-port.ts';
import { nginxHttp, nginxProgram } from '../nginx.ts';
import { originOf, type Scenario } from '../scenario.ts';
import { firstLineOf, which } from '../which.ts';

/** nginx as reverse proxy: one worker, upstream connections kept, nothing logged. What a proxy costs that looks at no content. */
export const nginx: Contestant = {
  name: 'nginx',
  missing(scenario) {
    if (which('nginx') === undefined) return 'nginx is not on PATH (Debian: apt-get install nginx-light)';
    if (scenario.protocol === 'tcp' && streamModule() === undefined) return 'nginx has no stream module (Debian: apt-get install libnginx-mod-stream)';
    return undefined;
  },
  does: (scenario) => scenario.mode === 'reverse',
  version: () => firstLineOf(which('nginx') ?? 'nginx', ['-v']).replace('nginx version: ', ''),
  async start(scenario, stage) {
    const port = await freePort();
    writeFileSync(join(stage.folder, 'nginx.conf'), proxyConfiguration(scenario, stage, port, streamModule() ?? ''));
    const program = await stage.programs.start({ ...nginxProgram(stage.folder), name: 'nginx', port });
    return { program, endpoint: { host: '127.0.0.1', port } };
  },
};

/** `module` is the line that loads the stream module, where it is not built in. */
export function proxyConfiguration(scenario: Scenario, { origin, certificates }: Pick<Stage, 'origin' | 'certificates'>, port: number, module: string): string {
  const { scheme, authority } = originOf(scenario, origin);
  if (scenario.protocol === 'tcp') {
    return nginxHttp('', { modules: module, stream: `stream { server { listen 127.0.0.1:${port}; proxy_pass ${authority}; } }\n` });
  }
  const tls = scheme === 'https' ? ' ssl' : '';
  const files = `ssl_certificate ${certificates.cert}; ssl_certificate_key ${certificates.key};`;
  return nginxHttp(`
  upstream origin { server ${authority}; keepalive 128; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port}${tls};
    ${tls === '' ? '' : files}
    location / { proxy_pass ${scheme}://origin; proxy_http_version 1.1; proxy_set_header Connection ''; }
  }`);
}

/** The line that makes `stream` known; empty where it is built in; undefined where it is not to be had. */
function streamModule(): string | undefined {
  const { stderr } = spawnSync(which('nginx') ?? 'nginx', ['-V'], { encoding: 'utf8' });
  if (/--with-stream(\s|$)/.test(stderr ?? '')) return '';
  const folder = /--modules-path=(\S+)/.exec(stderr ?? '')?.[1];
  const file = `${folder}/ngx_stream_module.so`;
  return folder !== undefined && existsSync(file) ? `load_module ${file};\n` : undefined;
}
