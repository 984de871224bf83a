import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createUser } from '@nats-io/nkeys';
import { NatsServer } from '@weir/testing';
import { curl, Service, until, World, type ServerCertificate } from '../src/index.ts';
import { deploy, Deployment } from './deployment.ts';

// NATS over TLS with certificates on both sides, as deploy/nats-tls.conf has it.

let world: World;
let deployment: Deployment;
let client: ServerCertificate;
let variables: Readonly<Record<string, string>>;

beforeAll(async () => {
  world = await World.create();
  deployment = await Deployment.prepare();
  const server = await world.authority.issue(['nats', '127.0.0.1'], 'NATS');
  client = await world.authority.issue(['weir'], 'Weir', 'clientAuth');
  copyFileSync(`${deploy}/nats-tls.conf`, deployment.folder.file('nats-tls.conf'));
  variables = { NATS_TLS_CERT: server.certificate, NATS_TLS_KEY: server.key, NATS_TLS_CA: world.authority.certificate };
}, 60_000);

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  deployment[Symbol.dispose]();
}, 60_000);

/** What a service is told of this server. */
function environment(nats: NatsServer): Readonly<Record<string, string>> {
  return {
    WEIR_NATS_URL: nats.url.replace('nats:', 'tls:'), WEIR_NATS_CA: world.authority.certificate, WEIR_NATS_CERT: client.certificate, WEIR_NATS_KEY: client.key,
    WEIR_HOME: deployment.folder.file('data/authority'),
  };
}

/** One flow goes the whole way. */
async function passes(proxy: Service, collector: Service, query: string): Promise<void> {
  await curl('-x', `http://127.0.0.1:${proxy.port()}`, `http://127.0.0.1:${world.nginx.port}/hello.txt?${query}`);
  expect(await collector.settled(`~u ${query}`)).toHaveLength(1);
}

test('the shipped configuration with TLS turned on: a certificate and a password are asked for', async () => {
  const shipped = readFileSync(`${deploy}/nats.conf`, 'utf8');
  const turnedOn = shipped.replace(/^# (include "\.\/nats-tls\.conf")$/m, '$1');
  expect(turnedOn).not.toBe(shipped);
  const file = deployment.folder.file('nats.conf');
  writeFileSync(file, turnedOn);
  await using nats = await NatsServer.start({ file, environment: { ...deployment.environment, ...variables } });
  const as = (name: string, more: Readonly<Record<string, string>> = {}) => ({ ...environment(nats), WEIR_NATS_USER: `@${deployment.secret(name)}`, ...more });
  await using collector = await Service.start('collector', as('collector', { WEIR_HOME: deployment.folder.file('data/collector') }));
  await using regular = await Service.start('regular', as('regular', { WEIR_MODE: 'regular@127.0.0.1:0' }));
  await passes(regular, collector, 'tls');
  await using bare = await Service.start('socks', as('socks', { WEIR_MODE: 'socks5@127.0.0.1:0', WEIR_NATS_CERT: '', WEIR_NATS_KEY: '' }));
  await until('a refusal', () => (bare.log.includes('"nats-refused"') ? true : undefined));
  await using unknown = await Service.start('reverse', as('reverse', { WEIR_MODE: `reverse:http://127.0.0.1:1@127.0.0.1:0`, WEIR_NATS_CA: client.certificate }));
  await until('a refusal', () => (unknown.log.includes('"nats-refused"') ? true : undefined));
  for (const each of [bare, unknown]) expect([each.name, await each.metric('weir_bus_connected')]).toEqual([each.name, 0]);
}, 60_000);

test('nkeys in place of passwords', async () => {
  const [producer, taker] = [createUser(), createUser()];
  const seed = (name: string, of: typeof producer): string => {
    writeFileSync(deployment.folder.file(name), `${Buffer.from(of.getSeed()).toString()}\n`, { mode: 0o600 });
    return `@${deployment.folder.file(name)}`;
  };
  await using nats = await NatsServer.start({
    environment: variables,
    folder: deployment.folder.path,
    // What is included is sought beside the file that includes it.
    configuration: `include "./nats-tls.conf"
      accounts { FLOWS { jetstream: enabled, users: [
        { nkey: ${producer.getPublicKey()}, permissions: { publish: "weir.v1.flows.*.regular", subscribe: "_INBOX.regular.>" } }
        { nkey: ${taker.getPublicKey()} }
      ] } }`,
  });
  await using collector = await Service.start('collector', { ...environment(nats), WEIR_NATS_NKEY: seed('taker.nk', taker), WEIR_HOME: deployment.folder.file('data/nkeys') });
  await using regular = await Service.start('regular', { ...environment(nats), WEIR_NATS_NKEY: seed('producer.nk', producer), WEIR_MODE: 'regular@127.0.0.1:0' });
  await passes(regular, collector, 'nkey');
}, 60_000);
