import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Certificates } from './certificates.ts';
import { freePort } from './free-port.ts';
import { nginxHttp, nginxProgram } from './nginx.ts';
import type { Programs } from './programs.ts';

export interface OriginPorts {
  readonly http: number;
  readonly https: number;
}

/** The server behind every proxy: an nginx with answers of known length. */
export async function startOrigin(programs: Programs, folder: string, certificates: Certificates): Promise<OriginPorts> {
  const ports = { http: await freePort(), https: await freePort() };
  const own = join(folder, 'origin');
  mkdirSync(join(own, 'www'), { recursive: true });
  writeFileSync(join(own, 'www', '1m'), Buffer.alloc(1024 * 1024, 'x'));
  // Holes: they take no room on the disk.
  for (const [name, size] of [['16m', 2 ** 24], ['1g', 2 ** 30]] as const) {
    writeFileSync(join(own, 'www', name), '');
    truncateSync(join(own, 'www', name), size);
  }
  // `localhost` may be either address, and who asks for it tries ::1 first.
  const hasIpv6 = Object.values(networkInterfaces()).flat().some((address) => address?.address === '::1');
  writeFileSync(join(own, 'nginx.conf'), originConfiguration(ports, certificates, hasIpv6));
  await programs.start({ ...nginxProgram(own), name: 'origin', port: ports.https });
  return ports;
}

export function originConfiguration(ports: OriginPorts, certificates: Certificates, hasIpv6: boolean): string {
  const both = (port: number, more: string): string => `listen 127.0.0.1:${port}${more};${hasIpv6 ? ` listen [::1]:${port}${more};` : ''}`;
  // `return` would answer before it has read the content of a request; a server behind the server makes it read all.
  return nginxHttp(`
  upstream content { server unix:content.sock; keepalive 64; keepalive_requests 1000000; }
  server { listen unix:content.sock; location / { default_type application/json; return 200 '{"ok":true}'; } }
  server {
    ${both(ports.http, '')}
    ${both(ports.https, ' ssl')}
    ssl_certificate ${certificates.cert};
    ssl_certificate_key ${certificates.key};
    root www;
    location = /1k {
      default_type application/json;
      add_header Cache-Control no-store;
      add_header ETag '"abc"';
      add_header X-Request-Id 0123456789abcdef;
      return 200 '{"a":"${'x'.repeat(1024 - 8)}"}';
    }
    location = /1m { default_type application/octet-stream; }
    location ~ ^/(16m|1g)$ { default_type application/octet-stream; }
    location = /upload { client_max_body_size 0; proxy_pass http://content/; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_body x; }
    location = /post { proxy_pass http://content; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_body x; }
  }`);
}
