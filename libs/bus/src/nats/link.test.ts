import { createUser } from '@nats-io/nkeys';
import type { NatsConnection } from '@nats-io/transport-node';
import { NatsServer } from '@weir/testing';
import { linkTo } from '../../test/nats.ts';
import { turns, until } from '../../test/publisher-contract.ts';
import { NatsLink, type LinkNews } from './link.ts';
import { connectionOptions, type NatsSettings } from './settings.ts';

test('up, down, and up again: users are told of each connection; a refusal is said once', async () => {
  await using server = await NatsServer.start();
  const { link, news } = linkTo(server);
  const seen: string[] = [];
  const user = (name: string) => ({ up: (_connection: NatsConnection) => void seen.push(`${name} up`), down: () => void seen.push(`${name} down`) });
  link.use(user('a'));
  await until(() => link.isUp);
  link.use(user('b'));
  await server.kill();
  await until(() => !link.isUp && news.some(({ event }) => event === 'refused'));
  await server.start();
  await until(() => link.isUp);
  expect(seen).toEqual(['a up', 'b up', 'a down', 'b down', 'a up', 'b up']);
  expect(news.map(({ event }) => event)).toEqual(['up', 'down', 'refused', 'up']);
  expect(link.connects).toBe(2);
  await link.close();
  expect(seen.slice(6)).toEqual(['a down', 'b down']);
  expect([link.isUp, news.length]).toEqual([false, 4]);
});

test('a server that stands still is taken for dead', async () => {
  await using server = await NatsServer.start();
  const { link, news } = linkTo(server);
  await until(() => link.isUp);
  server.hold();
  await until(() => !link.isUp);
  expect(news).toEqual([expect.objectContaining({ event: 'up' }), { event: 'down', reason: 'the server says nothing any more' }]);
  server.release();
  await until(() => link.isUp);
  await link.close();
}, 20_000);

test('one that stands still while more is written than the system takes, too', async () => {
  await using server = await NatsServer.start();
  const { link } = linkTo(server);
  await until(() => link.isUp);
  server.hold();
  link.use({ up: (connection) => { for (let n = 0; n < 64; n++) connection.publish('any', new Uint8Array(512 * 1024)); }, down: () => undefined });
  await until(() => !link.isUp);
  expect(link.isUp).toBe(false);
  server.release();
  await link.close();
}, 20_000);

test('closes while there is no server', async () => {
  const link = new NatsLink({ connection: connectionOptions({ servers: ['nats://127.0.0.1:1'], name: 'test' }), retryMs: [10_000, 10_000] });
  await turns();
  await link.close();
  expect(link.isUp).toBe(false);
});

const key = createUser();

test.each([
  ['a password', { user: 'proxy:secret' }, { user: 'proxy:wrong' }],
  ['an nkey', { nkey: Buffer.from(key.getSeed()).toString() }, {}],
])('%s lets in; without it the server refuses, and that is said without a secret', async (_what, right, wrong) => {
  await using server = await NatsServer.start({
    configuration: `accounts { FLOWS { jetstream: enabled, users: [
      { user: proxy, password: secret, permissions: { publish: "weir.v1.flows.0.proxy" } }
      { nkey: ${key.getPublicKey()} }
    ] } }`,
  });
  const link = (more: Partial<NatsSettings>) => {
    const news: LinkNews[] = [];
    return { news, link: new NatsLink({ connection: connectionOptions({ servers: [server.url], name: 'test', ...more }), onNews: (each) => news.push(each), retryMs: [20, 20] }) };
  };
  const one = link(right);
  await until(() => one.link.isUp);
  await one.link.close();
  const two = link(wrong);
  await until(() => two.news.length > 0);
  expect(two.news).toEqual([{ event: 'refused', reason: 'Authorization Violation' }]);
  await two.link.close();
});

test('what is not allowed is said, once', async () => {
  await using server = await NatsServer.start({ configuration: 'authorization { users: [{ user: a, password: b, permissions: { publish: "mine.>" } }] }' });
  const news: LinkNews[] = [];
  const link = new NatsLink({ connection: connectionOptions({ servers: [server.url], name: 'test', user: 'a:b' }), onNews: (each) => news.push(each) });
  link.use({ up: (connection) => { for (const to of ['theirs.1', 'theirs.1', 'theirs.2']) connection.publish(to, 'x'); }, down: () => undefined });
  await until(() => news.length === 3);
  expect(news.slice(1)).toEqual(['theirs.1', 'theirs.2'].map((to) => ({ event: 'error', reason: expect.stringContaining(`Permissions Violation for Publish to "${to}"`) })));
  await link.close();
});
