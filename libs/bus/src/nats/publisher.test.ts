import { jetstreamManager } from '@nats-io/jetstream';
import { NatsServer } from '@weir/testing';
import { publish, publisherContract, range, soon, turns, until, type End } from '../../test/publisher-contract.ts';
import { dropStream, linkTo, makeStream, on, stream } from '../../test/nats.ts';
import { natsConsumer } from './consumer.ts';
import { NatsLink, type LinkNews } from './link.ts';
import { natsPublisher, type NatsPublisher, type NatsPublisherOptions } from './publisher.ts';
import { connectionOptions } from './settings.ts';
import { flowSubject, inboxPrefix } from './subjects.ts';

let server: NatsServer;
beforeAll(async () => { server = await NatsServer.start(); });
afterAll(() => server[Symbol.asyncDispose]());
afterEach(() => dropStream(server));

/** Ids and first bytes of what the stream has. */
function stored(of: NatsServer): Promise<readonly (readonly [id: string, byte: number])[]> {
  return on(of, async (connection) => {
    const { streams } = await jetstreamManager(connection);
    const { state } = await streams.info('WEIR_FLOWS');
    const all: [string, number][] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const message = await streams.getMessage('WEIR_FLOWS', { seq });
      if (message !== null) all.push([message.header.get('Nats-Msg-Id'), message.data[0]!]);
    }
    return all;
  });
}

publisherContract('NATS', async ({ maxPendingBytes, redeliverMs }) => {
  await makeStream(server);
  const { link } = linkTo(server);
  const publisher = natsPublisher({ link, subject: flowSubject('test'), maxPendingBytes });
  const consumer = natsConsumer({ link, stream, redeliverMs });
  while (!link.isUp) await turns();
  return {
    publisher,
    consumer,
    close: async () => {
      await publisher.close();
      await consumer.stop();
      await link.close();
    },
  };
}, { commits: 'kept' });

/** A publisher on a server of its own. */
async function withPublisher<T>(of: NatsServer, options: Partial<NatsPublisherOptions>, run: (publisher: NatsPublisher, link: NatsLink, news: readonly LinkNews[]) => Promise<T>): Promise<T> {
  const { link, news } = linkTo(of);
  const publisher = natsPublisher({ link, subject: flowSubject('test'), retryMs: 20, ackMs: 200, ...options });
  try {
    return await run(publisher, link, news);
  } finally {
    await publisher.close();
    await link.close();
  }
}

const long = (): AbortSignal => AbortSignal.timeout(15_000);

test('without NATS batches wait within the bound; what came first goes first when it is there', async () => {
  await using late = await NatsServer.start();
  await makeStream(late);
  await late.kill();
  await withPublisher(late, { maxPendingBytes: 400 }, async (publisher, link, news) => {
    const ends = range(4).map((n) => publish(publisher, n, 100));
    expect(publish(publisher, 4, 100).taken).toBe(false);
    while (news.length === 0) await turns();
    expect([link.isUp, news[0]!.event]).toEqual([false, 'refused']);
    await late.start();
    await publisher.flush(long());
    expect(ends.map(({ committed }) => committed)).toEqual([true, true, true, true]);
    expect((await stored(late)).map(([, byte]) => byte)).toEqual([0, 1, 2, 3]);
    expect(publish(publisher, 4, 100).taken).toBe(true);
    await publisher.flush(long());
  });
});

test('kill -9 while batches are on their way: each is there once, with its id', async () => {
  await using killed = await NatsServer.start();
  await makeStream(killed);
  await withPublisher(killed, {}, async (publisher) => {
    const ends: End[] = [];
    for (const n of range(300)) {
      ends.push(publish(publisher, n % 256, 10_000));
      if (n === 150) void killed.kill().then(() => killed.start());
      if (n % 3 === 0) await turns();
    }
    await publisher.flush(long());
    expect(ends.every(({ taken, committed, calls }) => taken && committed && calls === 1)).toBe(true);
    const ids = (await stored(killed)).map(([id]) => id);
    expect(new Set(ids).size).toBe(256);
  });
}, 30_000);

test('a server that stands still gets nothing twice into its buffers; afterwards all is there', async () => {
  await using held = await NatsServer.start();
  await makeStream(held);
  await withPublisher(held, { windowBytes: 50_000 }, async (publisher) => {
    publish(publisher, 0, 100);
    await publisher.flush(long());
    held.hold();
    const ends = range(20).map((n) => publish(publisher, n + 1, 10_000));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(ends.every(({ calls }) => calls === 0)).toBe(true);
    held.release();
    await publisher.flush(long());
    expect((await stored(held)).map(([, byte]) => byte).sort((a, b) => a - b)).toEqual(range(21));
  });
}, 30_000);

test('no stream: told once, tried again until there is one', async () => {
  const refusals: (string | undefined)[] = [];
  await withPublisher(server, { onRefusal: (reason) => refusals.push(reason) }, async (publisher) => {
    const end = publish(publisher, 7, 10);
    while (publisher.resent < 3) await turns();
    expect([refusals, end.calls]).toEqual([['no stream takes flows'], 0]);
    await makeStream(server);
    await publisher.flush(long());
    expect([refusals, end.committed]).toEqual([['no stream takes flows', undefined], true]);
  });
});

test('a batch beyond what the server takes is given up, and said', async () => {
  await using small = await NatsServer.start({ configuration: 'max_payload: 2048' });
  await makeStream(small);
  const refusals: (string | undefined)[] = [];
  await withPublisher(small, { onRefusal: (reason) => refusals.push(reason) }, async (publisher, link) => {
    await until(() => link.isUp);
    const [first, second] = [publish(publisher, 1, 3_000), publish(publisher, 2, 100)];
    expect([first.taken, first.calls]).toEqual([true, 0]);
    await publisher.flush(soon());
    expect([first.committed, first.reason, second.committed]).toEqual([false, 'too-large', true]);
    expect(refusals[0]).toBe('a batch of 3000 bytes is more than the max_payload of the server, 2048');
  });
});

test('a producer needs no more than to publish to its subject and to hear its own inbox', async () => {
  await using strict = await NatsServer.start({
    configuration: `no_auth_user: admin, accounts { FLOWS { jetstream: enabled, users: [
      { user: admin, password: a }
      { user: test, password: b, permissions: { publish: "weir.v1.flows.*.test", subscribe: "_INBOX.test.>" } }
    ] } }`,
  });
  await makeStream(strict);
  const news: LinkNews[] = [];
  const link = new NatsLink({ connection: connectionOptions({ servers: [strict.url], name: 'test', inboxPrefix: inboxPrefix('test'), user: 'test:b' }), onNews: (each) => news.push(each) });
  const publisher = natsPublisher({ link, subject: flowSubject('test') });
  const end = publish(publisher, 1, 100);
  await publisher.flush(long());
  expect([end.committed, news.map(({ event }) => event)]).toEqual([true, ['up']]);
  await publisher.close();
  await link.close();
});
