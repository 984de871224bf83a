import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NatsServer } from '@weir/testing';
import { curl, freePort, Images, run, Service, World } from '../src/index.ts';
import { composeFile, mountsOf, type ComposeService } from './compose-file.ts';
import { deploy, Deployment } from './deployment.ts';

// deploy/compose.yaml, first read, then run as it says: without containers, but with what its images have in them, its variables, secrets and folders.

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
let world: World;
let deployment: Deployment;
let images: Images;
beforeAll(async () => {
  world = await World.create();
  deployment = await Deployment.prepare();
  // What is in it belongs to whom the services run as.
  chmodSync(deployment.folder.path, 0o711);
  images = await Images.build(names);
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  deployment[Symbol.dispose]();
  images[Symbol.dispose]();
}, 30_000);

const { services, secrets, networks } = composeFile({ WEIR_UID: '1000', WEIR_GID: '1000' });
const { nats: natsService, ...ours } = services;
const names = Object.keys(ours);
/** All but the authority publish onto NATS, or take flows from it. */
const onNats = names.filter((name) => name !== 'cert-authority');

const policyFile = 'deploy/policy.yaml';

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Where a file or folder is in truth: what prepare.mjs makes is in a folder of this test. */
function real(source: string): string {
  const made = /^deploy\/((?:data|secrets)\/.*)$/.exec(source)?.[1];
  return made === undefined ? `${root}/${source}` : deployment.folder.file(made);
}

test('what must be said is asked for: who owns the data', () => {
  expect(() => composeFile({})).toThrow('WEIR_UID: run node deploy/prepare.mjs');
  expect(readFileSync(deployment.folder.file('.env'), 'utf8')).toMatch(/^WEIR_UID=\d+\nWEIR_GID=\d+\n$/);
});

test('the services are those that NATS knows, each with its secret', () => {
  const users = [...readFileSync(`${deploy}/nats.conf`, 'utf8').matchAll(/\{ user: (\w+),/g)].map(([, user]) => user!);
  expect(users.filter((user) => user !== 'system').sort()).toEqual([...onNats].sort());
  for (const name of onNats) expect([name, ours[name]!.environment!['WEIR_NATS_USER'], ours[name]!.hostname]).toEqual([name, `@/run/secrets/${name}`, name]);
});

test.each(Object.entries(services))('%s is confined and starts again', (_name, service) => {
  expect(service).toMatchObject({ user: '1000:1000', read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], restart: 'unless-stopped' });
  expect(service.networks.filter((network) => !(network in networks))).toEqual([]);
});

test.each(Object.entries(services))('%s: volumes and secrets are there, and no others', (name, service) => {
  const mounts = mountsOf(service);
  expect(mounts.filter(({ source }) => !existsSync(real(source)))).toEqual([]);
  // The checkout and the secrets are not for everybody to see, and only data is written.
  expect(mounts.filter(({ source }) => /^(?:deploy(?:\/secrets.*)?|\.|)$/.test(source))).toEqual([]);
  const isWritten = (source: string): boolean => source.startsWith('deploy/data/') && (source !== 'deploy/data/authority-public' || name === 'cert-authority');
  expect(mounts.filter(({ source, isReadOnly }) => isReadOnly === isWritten(source))).toEqual([]);
  for (const name of service.secrets ?? []) expect(existsSync(real(secrets[name]!.file.replace('./', 'deploy/')))).toBe(true);
  // The authority's policy names further ones.
  const texts = [...Object.values(service.environment ?? {}), ...(mounts.some(({ source }) => source === policyFile) ? [readFileSync(real(policyFile), 'utf8')] : [])];
  const named = texts.flatMap((text) => [...text.matchAll(/@\/run\/secrets\/([\w-]+)/g)].map(([, secret]) => secret!));
  expect([...named].sort()).toEqual([...(service.secrets ?? [])].sort());
  const paths = Object.values(service.environment ?? {}).filter((value) => value.startsWith('/'));
  expect(paths.filter((path) => !mounts.some(({ target, isReadOnly }) => (isReadOnly ? isWithin(path, target) : path === target)))).toEqual([]);
});

test.each(Object.entries(ours))('%s: is its app, built here and never fetched, asked by its image whether it is ready', (name, { image, build, pull_policy, command, healthcheck }) => {
  expect({ image, build, pull_policy }).toEqual({ image: `weir-${name}`, build: { context: '..', dockerfile: 'deploy/Dockerfile', args: { APP: name } }, pull_policy: 'build' });
  expect([command, healthcheck]).toEqual([undefined, undefined]);
});

test.each(Object.entries(ours))('%s: each variable is an option of it', async (name, { environment = {} }) => {
  const { command: [program, ...args], ...who } = images.program(name);
  const { stdout } = await run(program!, [...args, '--help'], who);
  const options = new Set([...stdout.matchAll(/--(?:\[no-\])?([a-z][a-z-]+)/g)].map(([, option]) => `WEIR_${option!.replaceAll('-', '_').toUpperCase()}`));
  expect(options.size).toBeGreaterThan(10);
  expect(Object.keys(environment).filter((variable) => !options.has(variable))).toEqual([]);
});

test('ports: each is that of a mode or the API, for this machine alone, and there once', () => {
  const ports = names.flatMap((name) => ours[name]!.ports!.map((port) => ({ name, port })));
  for (const { name, port } of ports.filter((each) => each.name !== 'cert-authority')) {
    const { WEIR_MODE: mode = '', WEIR_API: api = '' } = ours[name]!.environment!;
    expect([name, port]).toEqual([name, `127.0.0.1:${/\d+$/.exec(mode || api)![0]}:${/\d+$/.exec(mode || api)![0]}`]);
  }
  expect(new Set(ports.map(({ port }) => port)).size).toBe(names.length);
  expect(ours['cert-authority']!.ports).toEqual(['127.0.0.1:8444:8443']);
  // What the server of NATS listens on for its health.
  expect(natsService!.healthcheck!.test.at(-1)).toBe('http://127.0.0.1:8222/healthz');
  expect(readFileSync(`${deploy}/nats.conf`, 'utf8')).toContain('\nhttp: "127.0.0.1:8222"\n');
  expect(natsService!.ports).toBeUndefined();
});

/** Where there are no containers: a server of NATS, and a port for the authority. */
interface Outside {
  readonly nats: NatsServer;
  readonly authority: number;
}

/** The authority's policy, with secrets where they are. */
function policyOutside(): string {
  const file = deployment.folder.file('policy.yaml');
  writeFileSync(file, readFileSync(real(policyFile), 'utf8').replaceAll('/run/secrets/', `${deployment.folder.file('secrets')}/`));
  return file;
}

/** A value of the environment as it is without containers. */
function outside(value: string, service: ComposeService, { nats, authority }: Outside): string {
  if (value === '/etc/weir/policy.yaml') return policyOutside();
  const [path, at] = value.startsWith('@') ? [value.slice(1), '@'] : [value, ''];
  const secret = /^\/run\/secrets\/(.*)$/.exec(path)?.[1];
  if (secret !== undefined) return `${at}${real(secrets[secret]!.file.replace('./', 'deploy/'))}`;
  const mount = mountsOf(service).find(({ target }) => isWithin(path, target));
  if (mount !== undefined) return `${at}${real(mount.source)}${path.slice(mount.target.length)}`;
  return value.replace('https://cert-authority:8443', `https://localhost:${authority}`).replace(/^nats:\/\/nats:4222$/, nats.url).replace(/@\d+$/, '@127.0.0.1:0').replace(/^0\.0\.0\.0:\d+$/, '127.0.0.1:0');
}

test('runs as it says: flows of every service are at the collector, and each says that it is ready', async () => {
  const file = mountsOf(natsService!).find(({ target }) => target === natsService!.command![1])!;
  expect([natsService!.command!.slice(2), mountsOf(natsService!).find(({ target }) => target === '/var/lib/nats')?.isReadOnly]).toEqual([['-sd', '/var/lib/nats'], false]);
  await using nats = await NatsServer.start({ file: real(file.source), environment: deployment.environment });
  const place = { nats, authority: await freePort() };
  const start = (name: string, variables: Readonly<Record<string, string>> = {}): Promise<Service> => {
    const service = composeFile({ WEIR_UID: '', WEIR_GID: '', ...variables }).services[name]!;
    const environment = Object.fromEntries(Object.entries(service.environment!).map(([variable, value]) => [variable, outside(value, service, place)]));
    return Service.start(name, { WEIR_LOG_LEVEL: 'info', WEIR_CA_LISTEN: `127.0.0.1:${place.authority}`, ...environment }, images.program(name));
  };
  await using authority = await start('cert-authority');
  await using collector = await start('collector');
  await using regular = await start('regular');
  await using reverse = await start('reverse', { WEIR_REVERSE: `reverse:http://127.0.0.1:${world.nginx.port}` });
  await using socks = await start('socks');
  await using upstream = await start('upstream', { WEIR_UPSTREAM: `upstream:http://127.0.0.1:${regular.port()}` });
  const hello = `http://127.0.0.1:${world.nginx.port}/hello.txt`;
  await curl('-x', `http://127.0.0.1:${upstream.port()}`, hello);
  await curl(`http://127.0.0.1:${reverse.port()}/hello.txt`);
  await curl('--socks5', `127.0.0.1:${socks.port()}`, hello);
  // A name that only the authority can make a certificate for, by a proxy that may read no key.
  const secure = await curl('--cacert', deployment.folder.file('data/authority-public/bundle.pem'), '-x', `http://127.0.0.1:${regular.port()}`, `https://localhost:${world.nginx.tlsPort}/hello.txt`);
  expect([secure.code, secure.status]).toEqual([0, 502]);

  const headers = { authorization: `Bearer ${deployment.read('api-token')}` };
  const flows = async (): Promise<readonly { readonly mode: string }[]> => ((await (await fetch(`${collector.api}/api/v1/flows`, { headers })).json()) as { readonly flows: readonly { readonly mode: string }[] }).flows;
  while ((await flows()).length < 5) await new Promise((resolve) => { setTimeout(resolve, 50); });
  expect((await flows()).map(({ mode }) => mode.split(/[:@]/)[0]).sort()).toEqual(['regular', 'regular', 'reverse', 'socks5', 'upstream']);

  for (const each of [collector, authority, regular, reverse, socks, upstream]) {
    expect([each.name, await images.health(each.name, new URL(each.health).host)]).toEqual([each.name, 0]);
    expect(each.log).not.toMatch(/"level":"(?:error|fatal)"/);
  }
}, 60_000);

test('prepared again, what is there stays; others read nothing but what clients trust', async () => {
  const before = Object.keys(secrets).map((name) => deployment.read(name));
  await Deployment.prepareIn(deployment.folder);
  expect(Object.keys(secrets).map((name) => deployment.read(name))).toEqual(before);
  const { stdout } = await run('find', [deployment.folder.path, '-mindepth', '1', '-perm', '/077', '!', '-path', '*/data/authority/ca/*.pem', '!', '-path', '*/data/authority-public/*.pem', '!', '-path', '*/policy.yaml']);
  expect(stdout).toBe('');
}, 20_000);
