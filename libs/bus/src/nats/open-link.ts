import { aboutOption, type Log, type Values } from '@weir/service';
import { NatsLink, type LinkNews } from './link.ts';
import type { natsOptions } from './options.ts';
import { connectionOptions, NatsSettingsError } from './settings.ts';
import { inboxPrefix } from './subjects.ts';

/** Who connects. */
export interface LinkOwner {
  /** As its folder in apps/ is named. */
  readonly service: string;
  /** This one of them: a host's name as a rule. */
  readonly instance: string;
}

/** A link as the options say, which tells the log how it fares. The server's monitoring shows it as `weir-SERVICE INSTANCE`. Throws ConfigError where it cannot be. */
export function openLink(values: Values<typeof natsOptions>, { service, instance }: LinkOwner, log: Log): NatsLink {
  const { nats_url: servers, nats_creds: creds, nats_nkey: nkey, nats_user: user, nats_ca: ca, nats_cert: cert, nats_key: key } = values;
  try {
    const connection = connectionOptions({ servers, name: `weir-${service} ${instance}`, inboxPrefix: inboxPrefix(service), creds, nkey, user, tls: { ca, cert, key } });
    return new NatsLink({ connection, onNews: (news) => tell(news, servers, log) });
  } catch (error) {
    throw error instanceof NatsSettingsError ? aboutOption(error) : error;
  }
}

function tell(news: LinkNews, servers: readonly string[], log: Log): void {
  switch (news.event) {
    case 'up': return log.event('info', 'nats-connected', { server: news.server }, `NATS: connected to ${news.server}`);
    case 'down': return log.event('warn', 'nats-lost', { reason: news.reason }, `NATS: the connection was lost (${news.reason}); trying again`);
    case 'refused': return log.event('warn', 'nats-refused', { servers, reason: news.reason }, `NATS: no connection to ${servers.join(', ')} (${news.reason}); trying again`);
    case 'error': return log.event('error', 'nats-error', { reason: news.reason }, `NATS: ${news.reason}`);
  }
}
