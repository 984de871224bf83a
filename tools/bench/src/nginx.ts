import type { ProgramSpec } from './programs.ts';
import { which } from './which.ts';

/** How nginx runs on the files of a folder alone (its sockets, too, which are found from where it is started), in the foreground, as whoever starts it. Throws where there is none. */
export function nginxProgram(folder: string): Pick<ProgramSpec, 'command' | 'args' | 'cwd'> {
  const command = which('nginx');
  if (command === undefined) throw new Error('the benchmark needs the program nginx as origin (Debian: apt-get install nginx-light)');
  return { command, cwd: folder, args: ['-p', `${folder}/`, '-c', 'nginx.conf', '-e', 'error.log'] };
}

/** A configuration with one worker, no log, and connections that are kept; `parts` stand in its http block, `stream` beside it. */
export function nginxHttp(parts: string, { modules = '', stream = '' } = {}): string {
  // Started by root it would run its workers as another user, who may not read the benchmark's folder.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${name}_temp;`).join('\n');
  return `${modules}${user}daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log;
events { worker_connections 8192; }
http {
  access_log off;
  keepalive_requests 100000000;
  keepalive_timeout 300s;
  client_max_body_size 100m;
  client_body_buffer_size 256k;
${temporary}
${parts}
}
${stream}`;
}
