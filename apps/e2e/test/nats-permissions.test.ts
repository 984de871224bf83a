import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { NatsServer } from '@weir/testing';
import { curl, Service, until, World } from '../src/index.ts';
import { deploy, Deployment } from './deployment.ts';

// The configuration of nats-server that is shipped, deploy/nats.conf, as it is.

let world: World;
let deployment: Deployment;
let nats: NatsServer;
let collector: Service;

beforeAll(async () => {
  world = await World.create();
  deployment = await Deployment.prepare();
  nats = await NatsServer.start({ file: `${deploy}/nats.conf`, environment: deployment.environment });
  collector = await start('collector');
}, 60_000);

afterAll(async () => {
  for (const each of [collector, nats, world]) await each?.[Symbol.asyncDispose]();
  deployment[Symbol.dispose]();
}, 60_000);

/** A service with the credentials that were made for it. */
function start(name: string, environment: Readonly<Record<string, string>> = {}): Promise<Service> {
  return Service.start(name, {
    WEIR_NATS_URL: nats.url, WEIR_NATS_USER: `@${deployment.secret(name)}`,
    WEIR_HOME: deployment.folder.file(name === 'collector' ? 'data/collector' : 'data/authority'),
    ...(name !== 'collector' && { WEIR_SPOOL_DIR: deployment.folder.file(`data/spool/${name}`) }), ...environment,
  });
}

const origin = (query: string): string => `http://127.0.0.1:${world.nginx.port}/hello.txt?${query}`;

test('each service does its work with its own credentials, and is told of nothing that it may not', async () => {
  await using regular = await start('regular', { WEIR_MODE: 'regular@127.0.0.1:0' });
  await using reverse = await start('reverse', { WEIR_MODE: `reverse:http://127.0.0.1:${world.nginx.port}@127.0.0.1:0` });
  await using socks = await start('socks', { WEIR_MODE: 'socks5@127.0.0.1:0' });
  await using upstream = await start('upstream', { WEIR_MODE: `upstream:http://127.0.0.1:${regular.port()}@127.0.0.1:0` });
  await curl('-x', `http://127.0.0.1:${upstream.port()}`, origin('both'));
  await curl(`http://127.0.0.1:${reverse.port()}/hello.txt?reverse`);
  await curl('--socks5', `127.0.0.1:${socks.port()}`, origin('socks'));
  expect((await collector.settled('~u hello', 4)).map(({ mode }) => mode.split(/[:@]/)[0]).sort()).toEqual(['regular', 'reverse', 'socks5', 'upstream']);
  for (const each of [regular, reverse, socks, upstream, collector]) expect(each.log).not.toMatch(/nats-error|nats-refused|publish-refused|stream-trouble/);
}, 60_000);

test('the API asks for its token', async () => {
  expect((await fetch(`${collector.api}/api/v1/flows`)).status).toBe(401);
  expect((await fetch(`${collector.api}/api/v1/flows`, { headers: { authorization: `Bearer ${deployment.read('redact-key')}` } })).status).toBe(401);
  expect((await collector.get('/api/v1/flows')).status).toBe(200);
});

test('a wrong password is refused and told without it; traffic passes, and what was captured is there once the right one is given', async () => {
  const mode = { WEIR_MODE: 'regular@127.0.0.1:0' };
  const wrong = await start('regular', { ...mode, WEIR_NATS_USER: 'regular:wr0ng-s3cret' });
  expect((await curl('-x', `http://127.0.0.1:${wrong.port()}`, origin('waits'))).status).toBe(200);
  await until('a refusal', () => (wrong.log.includes('nats-refused') ? true : undefined));
  expect(wrong.log).toContain('Authorization Violation');
  expect(wrong.log).not.toContain('wr0ng-s3cret');
  expect(await wrong.stop()).toBe(0);
  await using right = await start('regular', mode);
  expect(await collector.settled('~u waits')).toHaveLength(1);
  expect(await right.metric('weir_bus_spooled_batches')).toBe(0);
}, 30_000);

test('a service with the credentials of another publishes nothing, which its log says once', async () => {
  await using mixed = await start('socks', { WEIR_MODE: 'socks5@127.0.0.1:0', WEIR_NATS_USER: `@${deployment.secret('reverse')}` });
  await curl('--socks5', `127.0.0.1:${mixed.port()}`, origin('mixed-1'));
  await curl('--socks5', `127.0.0.1:${mixed.port()}`, origin('mixed-2'));
  await until('an error', () => (/Permissions Violation for Publish to .*weir\.v1\.flows\.0\.socks/.test(mixed.log) ? true : undefined));
  expect(mixed.log.match(/"nats-error"/g)).toHaveLength(2);
  expect(await collector.flows('~u mixed')).toEqual([]);
}, 30_000);

test('without credentials NATS lets nobody in', async () => {
  await expect(connect({ servers: nats.url })).rejects.toThrow('Authorization Violation');
  await expect(connect({ servers: nats.url, user: 'system', pass: 'x' })).rejects.toThrow('Authorization Violation');
});

interface Client extends AsyncDisposable {
  readonly connection: NatsConnection;
  /** What the server has refused. */
  readonly errors: string[];
}

/** A client of its own with the credentials of a service. */
async function as(name: string, more: ConnectionOptions = {}): Promise<Client> {
  const [user, pass] = deployment.read(name).split(':');
  const connection = await connect({ servers: nats.url, user: user!, pass: pass!, inboxPrefix: `_INBOX.${name}`, ...more });
  const errors: string[] = [];
  void (async () => {
    for await (const status of connection.status()) if (status.type === 'error') errors.push(status.error.message);
  })();
  return { connection, errors, [Symbol.asyncDispose]: () => connection.close() };
}

/** Once the server has read everything, and its answers have been read. */
async function told({ connection }: Client): Promise<void> {
  await connection.flush();
  await new Promise((resolve) => { setTimeout(resolve, 50); });
}

const api = ['INFO', 'STREAM.NAMES', 'STREAM.INFO.WEIR_FLOWS', 'STREAM.MSG.GET.WEIR_FLOWS', 'STREAM.DELETE.WEIR_FLOWS', 'STREAM.PURGE.WEIR_FLOWS', 'STREAM.UPDATE.WEIR_FLOWS',
  'STREAM.CREATE.OTHER', 'CONSUMER.CREATE.WEIR_FLOWS', 'CONSUMER.MSG.NEXT.WEIR_FLOWS.collector', 'CONSUMER.DELETE.WEIR_FLOWS.collector'].map((call) => `$JS.API.${call}`);

/** Which of these the user may not publish to. */
async function forbidden(name: string, subjects: readonly string[]): Promise<string[]> {
  await using client = await as(name);
  for (const subject of subjects) client.connection.publish(subject, '{}');
  await told(client);
  return subjects.filter((subject) => client.errors.some((error) => error.includes('Publish') && error.includes(`"${subject}"`)));
}

test.each(['regular', 'reverse', 'socks', 'upstream'])('%s may publish to its own subject, and to nothing else', async (name) => {
  const others = ['regular', 'reverse', 'socks', 'upstream', 'collector'].filter((other) => other !== name).map((other) => `weir.v1.flows.0.${other}`);
  const all = [`weir.v1.flows.7.${name}.x`, 'weir.v1.flows.0', 'other', '_INBOX.collector.x', '$JS.ACK.WEIR_FLOWS.collector.1.1.1.1.1', '$SYS.REQ.SERVER.PING', ...others, ...api];
  expect(await forbidden(name, [`weir.v1.flows.1.${name}`, ...all])).toEqual(all);
});

test.each(['regular', 'reverse', 'socks', 'upstream'])('%s hears neither flows nor what others are answered', async (name) => {
  await using client = await as(name);
  const subjects = ['weir.v1.flows.>', `weir.v1.flows.0.${name}`, '>', '*.>', '_INBOX.>', '_INBOX.collector.>', '_INBOX.*.x', '$SYS.>'];
  for (const subject of subjects) client.connection.subscribe(subject, { callback: () => undefined });
  await told(client);
  expect(subjects.filter((subject) => !client.errors.some((error) => error.includes('Subscription') && error.includes(`"${subject}"`)))).toEqual([]);
});

test('a collector takes flows, but publishes none, and does not delete, purge or change the stream', async () => {
  const not = ['weir.v1.flows.0.regular', '$JS.API.STREAM.DELETE.WEIR_FLOWS', '$JS.API.STREAM.PURGE.WEIR_FLOWS', '$JS.API.STREAM.UPDATE.WEIR_FLOWS', '$JS.API.STREAM.CREATE.OTHER', '$JS.API.CONSUMER.DELETE.WEIR_FLOWS.collector'];
  expect(await forbidden('collector', ['$JS.API.STREAM.INFO.WEIR_FLOWS', ...not])).toEqual(not);
});

test('the system account sees the server, not the flows', async () => {
  await using system = await as('system', { inboxPrefix: '_INBOX' });
  expect((await system.connection.request('$SYS.REQ.SERVER.PING', '', { timeout: 5_000 })).json<{ server: { name: string } }>().server.name).toBe('weir');
  await expect(system.connection.request('$JS.API.STREAM.INFO.WEIR_FLOWS', '', { timeout: 500 })).rejects.toThrow();
});
