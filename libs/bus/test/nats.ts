import { connect, type NatsConnection } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsServer } from '@weir/testing';
import { connectionOptions } from '../src/nats/settings.ts';
import { NatsLink, type LinkNews } from '../src/nats/link.ts';
import { ensureStream, type StreamSettings } from '../src/nats/stream.ts';

export const stream: StreamSettings = { replicas: 1, maxBytes: 64 * 1024 * 1024, maxAgeMs: 3_600_000 };

/** A link that is quick to notice, and what it said. */
export function linkTo(to: NatsServer): { readonly link: NatsLink; readonly news: LinkNews[] } {
  const news: LinkNews[] = [];
  return { link: new NatsLink({ connection: connectionOptions({ servers: [to.url], name: 'test' }), onNews: (each) => news.push(each), retryMs: [20, 50], pingMs: 500 }), news };
}

/** Does something on a connection of its own. */
export async function on<T>(server: NatsServer, act: (connection: NatsConnection) => Promise<T>): Promise<T> {
  const connection = await connect({ servers: server.url });
  try {
    return await act(connection);
  } finally {
    await connection.close();
  }
}

export function makeStream(server: NatsServer): Promise<void> {
  return on(server, (connection) => ensureStream(connection, stream));
}

export function dropStream(server: NatsServer): Promise<void> {
  return on(server, async (connection) => { await (await jetstreamManager(connection)).streams.delete('WEIR_FLOWS').catch(() => false); });
}
