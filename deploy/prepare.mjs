// `node deploy/prepare.mjs [FOLDER]`: makes what compose.yaml and nats.conf need and no repository may have, in deploy/ or in FOLDER: passwords and keys
// in secrets/, the folders of data/, and .env with who owns them. What is there stays: remove a file of secrets/ and run it again for a new one.
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashSync } from 'bcryptjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? here);
// Nothing runs as root, whoever prepares it.
const owner = process.getuid() === 0 ? { uid: 1337, gid: 1337 } : { uid: process.getuid(), gid: process.getgid() };

const users = [...readFileSync(join(here, 'nats.conf'), 'utf8').matchAll(/user: (\w+), password: \$(\w+)/g)].map(([, user, variable]) => ({ user, variable }));
const proxies = users.map(({ user }) => user).filter((user) => user !== 'system' && user !== 'collector');

for (const name of ['secrets', 'data', 'data/authority', 'data/authority-public', 'data/collector', 'data/jetstream', 'data/spool', ...proxies.map((proxy) => `data/spool/${proxy}`)]) makeFolder(name);
for (const { user } of users) makeSecret(user, () => `${user}:${secret()}`);
for (const name of ['api-token', 'redact-key', 'ca-passphrase', 'ca-operator', ...proxies.map((proxy) => `ca-${proxy}`)]) makeSecret(name, secret);
// nats-server and compose take a hash as it is where it begins with $2a and stands in single quotes; $2b is the same algorithm by its later name.
write('secrets/nats.env', users.map(({ user, variable }) => `${variable}='${hashSync(passwordOf(user), 11).replace(/^\$2b/, '$2a')}'\n`).join(''));
if (!existsSync(join(folder, '.env'))) write('.env', `WEIR_UID=${owner.uid}\nWEIR_GID=${owner.gid}\n`);

function secret() {
  return randomBytes(32).toString('base64url');
}

function passwordOf(user) {
  return readFileSync(join(folder, 'secrets', user), 'utf8').trim().slice(user.length + 1);
}

function makeFolder(name) {
  mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  own(name);
}

function makeSecret(name, make) {
  if (!existsSync(join(folder, 'secrets', name))) write(`secrets/${name}`, `${make()}\n`);
}

function write(name, text) {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  own(name);
}

function own(name) {
  if (process.getuid() === 0) chownSync(join(folder, name), owner.uid, owner.gid);
}
