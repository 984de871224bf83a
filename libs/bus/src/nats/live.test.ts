import { NatsServer } from '@weir/testing';
import { linkTo, on } from '../../test/nats.ts';
import { turns, until } from '../../test/publisher-contract.ts';
import { liveBatches } from './live.ts';
import { flowSubject } from './subjects.ts';

test('hears what is published while it is wanted, again after the connection was lost', async () => {
  await using server = await NatsServer.start();
  const { link } = linkTo(server);
  const live = liveBatches(link);
  const heard: number[] = [];
  const say = async (byte: number): Promise<void> => on(server, async (connection) => {
    connection.publish(flowSubject('a b.c'), Uint8Array.of(byte));
    await connection.flush();
  });
  await until(() => link.isUp);
  await say(1);
  live.start((payload) => heard.push(payload[0]!));
  for (let tries = 0; tries < 100 && heard.length === 0; tries++) await say(2);
  expect(new Set(heard)).toEqual(new Set([2]));
  await server.kill();
  await server.start();
  for (let tries = 0; tries < 100 && !heard.includes(3); tries++) await say(3);
  expect(heard).toContain(3);
  live.stop();
  await say(4);
  await turns();
  expect(heard).not.toContain(4);
  await link.close();
});
