import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stop, until } from './child.ts';
import type { ServerCertificate } from './authority.ts';
import type { Folder } from './folder.ts';
import { freePort } from '@weir/testing';

/** A real nginx in the foreground: plain on `port`, TLS on `tlsPort`, serving `www/` and some fixed answers. */
export class Nginx implements AsyncDisposable {
  readonly port: number;
  readonly tlsPort: number;
  readonly #process: ChildProcess;

  private constructor(port: number, tlsPort: number, process: ChildProcess) {
    this.port = port;
    this.tlsPort = tlsPort;
    this.#process = process;
  }

  static async start(folder: Folder, certificate: ServerCertificate): Promise<Nginx> {
    mkdirSync(folder.file('www'), { recursive: true });
    writeFileSync(folder.file('www/hello.txt'), 'hello from nginx\n');
    writeFileSync(folder.file('www/1m.bin'), Buffer.alloc(1 << 20, 'weir'));
    writeFileSync(folder.file('www/3m.bin'), Buffer.alloc(3 << 20, 'weir'));
    writeFileSync(folder.file('www/16k.bin'), Buffer.alloc(16 << 10, 'weir'));
    writeFileSync(folder.file('www/page.html'), `<p>${'text '.repeat(500)}</p>\n`);
    for (let tries = 0; tries < 3; tries++) {
      const [port, tlsPort] = [await freePort(), await freePort()];
      writeFileSync(folder.file('nginx.conf'), configuration(folder, port, tlsPort, certificate));
      const process = spawn('/usr/sbin/nginx', ['-p', folder.path, '-c', folder.file('nginx.conf'), '-e', folder.file('error.log')], { stdio: 'ignore' });
      // It listens to one port while it still tries to get the other, which somebody may have taken meanwhile. Its file is written when it has both.
      const listens = await until('nginx', () => (process.exitCode === null ? existsSync(folder.file('nginx.pid')) || undefined : false), 10_000);
      if (listens) return new Nginx(port, tlsPort, process);
    }
    throw new Error(`nginx: ${readFileSync(folder.file('error.log'), 'utf8')}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stop(this.#process);
  }
}

/** Fields of an answer of 24 KB. */
const heavy = Array.from({ length: 8 }, () => 'x'.repeat(3_000));

function configuration(folder: Folder, port: number, tlsPort: number, tls: ServerCertificate): string {
  return `
daemon off;
master_process off;
pid ${folder.file('nginx.pid')};
events { worker_connections 512; }
http {
  access_log ${folder.file('access.log')};
  client_body_temp_path ${folder.file('body')};
  proxy_temp_path ${folder.file('proxy')};
  fastcgi_temp_path ${folder.file('fastcgi')};
  uwsgi_temp_path ${folder.file('uwsgi')};
  scgi_temp_path ${folder.file('scgi')};
  client_max_body_size 10m;
  types { text/html html; text/plain txt; application/octet-stream bin; }
  server {
    listen 127.0.0.1:${port};
    listen 127.0.0.1:${tlsPort} ssl;
    ssl_certificate ${tls.certificate};
    ssl_certificate_key ${tls.key};
    ssl_protocols TLSv1.2 TLSv1.3;
    root ${folder.file('www')};
    location = /host { return 200 "$http_host\\n"; }
    location = /uri { return 200 "$request_uri\\n"; }
    location = /empty { return 204; }
    location = /moved { return 302 /hello.txt; }
    location = /upload { proxy_pass http://127.0.0.1:${port}/sink; proxy_request_buffering off; }
    location = /sink { client_max_body_size 10m; return 200 "got $content_length\\n"; }
    location = /heavy { ${heavy.map((value, n) => `add_header x-heavy-${n} ${value};`).join(' ')} try_files /16k.bin =404; }
    location = /page.html { gzip on; gzip_types *; gzip_min_length 1; }
  }
}
`;
}
