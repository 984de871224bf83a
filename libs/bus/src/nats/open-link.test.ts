import { ConfigError, resolveOptions } from '@weir/service';
import { NatsServer } from '@weir/testing';
import { turns } from '../../test/publisher-contract.ts';
import { openLink } from './open-link.ts';
import { natsOptions } from './options.ts';

const values = (given: Readonly<Record<string, string>>) => resolveOptions(natsOptions, { given: new Map(Object.entries(given).map(([name, value]) => [name, [value]])), environment: {} });

test('wrong words name the option as users write it', () => {
  expect(() => openLink(values({ nats_user: 'x' }), { service: 'test', instance: 'a' }, { event: () => undefined })).toThrow(new ConfigError('--nats-user: expected USER:PASSWORD'));
});

test('the log has how the connection fares', async () => {
  await using server = await NatsServer.start();
  const events: string[] = [];
  const link = openLink(values({ nats_url: server.url }), { service: 'test', instance: 'a' }, { event: (level, name) => void events.push(`${level} ${name}`) });
  while (!link.isUp) await turns();
  await server.kill();
  while (!events.includes('warn nats-refused')) await turns();
  expect(events).toEqual(['info nats-connected', 'warn nats-lost', 'warn nats-refused']);
  await link.close();
});
