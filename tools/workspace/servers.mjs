import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Programs that end to end tests speak to, and Debian's packages that bring them. */
const needed = {
  nginx: 'nginx-light', curl: 'curl', openssl: 'openssl', socat: 'socat', tinyproxy: 'tinyproxy-bin', chromium: 'chromium',
  // An SSH server and client without a service of the system's that they would start; a netcat that speaks SOCKS5 and CONNECT.
  'nats-server': 'nats-server', dropbear: 'dropbear-bin', 'nc.openbsd': 'netcat-openbsd',
};

function onPath(program) {
  return (`${process.env.PATH}:/usr/sbin`).split(':').some((folder) => existsSync(`${folder}/${program}`));
}

/** Installs what is missing, as root on Debian. Returns what is missing still. */
export function ensureServers() {
  const missing = Object.keys(needed).filter((program) => !onPath(program));
  if (missing.length > 0 && process.getuid?.() === 0 && onPath('apt-get')) {
    const packages = missing.map((program) => needed[program]);
    process.stderr.write(`weir: installing ${packages.join(' ')} for the tests ...\n`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) => spawnSync('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...args], { stdio: ['ignore', 'ignore', 2], env });
    apt('update');
    // nginx's package starts a server of its own; policy-rc.d would need a file of the system changed, so it is left to fail or run.
    apt('install', '-y', '--no-install-recommends', ...packages);
  }
  return missing.filter((program) => !onPath(program));
}
