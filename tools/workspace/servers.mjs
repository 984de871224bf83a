import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

/** Programs that end to end tests speak to, and Debian's packages that bring them. */
const needed = {
  nginx: 'nginx-light', curl: 'curl', openssl: 'openssl', socat: 'socat', tinyproxy: 'tinyproxy-bin', chromium: 'chromium',
  // An SSH server and client without a service of the system's that they would start; a netcat that speaks SOCKS5 and CONNECT.
  'nats-server': 'nats-server', dropbear: 'dropbear-bin', 'nc.openbsd': 'netcat-openbsd',
  // ssh comes with sshd. Chasquid is a mail server of one program, which takes no place of the system's own.
  sshd: 'openssh-server', initdb: 'postgresql', chasquid: 'chasquid',
};

/** Packages that start their server when they are installed, and at each start of the machine, where an init system runs. */
const services = new Set(['nats-server', 'openssh-server', 'postgresql', 'chasquid']);

function folders() {
  const postgres = '/usr/lib/postgresql';
  const versions = existsSync(postgres) ? readdirSync(postgres).map((version) => `${postgres}/${version}/bin`) : [];
  return [...process.env.PATH.split(':'), '/usr/sbin', ...versions];
}

function present(program) {
  return folders().some((folder) => existsSync(`${folder}/${program}`));
}

/** Installs what is missing, as root on Debian. Returns what is missing still. */
export function ensureServers() {
  const missing = Object.keys(needed).filter((program) => !present(program));
  if (missing.length > 0 && process.getuid?.() === 0 && present('apt-get')) install(missing.map((program) => needed[program]));
  return missing.filter((program) => !present(program));
}

function install(wanted) {
  // A container has no systemd, and Debian's invoke-rc.d starts nothing there. Elsewhere nobody who runs tests has asked for servers that the network reaches.
  const left = existsSync('/run/systemd/system') ? wanted.filter((name) => services.has(name)) : [];
  const packages = wanted.filter((name) => !left.includes(name));
  if (left.length > 0) process.stderr.write(`weir: not installed, because this machine would start them as services: apt-get install --no-install-recommends ${left.join(' ')}\n`);
  if (packages.length === 0) return;
  process.stderr.write(`weir: installing ${packages.join(' ')} for the tests ...\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...args], { stdio: ['ignore', 'ignore', 2], env });
  apt('update');
  // nginx's package starts a server of its own; policy-rc.d would need a file of the system changed, so it is left to fail or run.
  apt('install', '-y', '--no-install-recommends', ...packages);
}
