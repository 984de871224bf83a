import { bearerToken } from '@weir/certs';
import type { RemoteCertsOptions } from '@weir/certs/remote';
import { ConfigError, flagOf, type Values } from '@weir/service';
import type { caOptions } from './ca-options.ts';

export type CaValues = Values<typeof caOptions>;

/** Where the certificate authority service is, whom its certificate is verified against, and who this is. */
export type CaSettings = Pick<RemoteCertsOptions, 'replicas' | 'trust' | 'credentials'> & { readonly delegated: boolean };

/** Undefined where the authority in --home signs. Throws ConfigError for what makes no sense together. */
export function caSettings(values: CaValues): CaSettings | undefined {
  const { ca_url: urls, ca_trust: trust, ca_token: token, ca_service_account_token: account, ca_delegated: delegated } = values;
  if (urls.length === 0) {
    const [idle] = Object.entries({ ca_trust: trust, ca_token: token, ca_service_account_token: account, ca_delegated: delegated || undefined }).filter(([, value]) => value !== undefined);
    if (idle !== undefined) throw new ConfigError(`${flagOf(idle[0])}: is for a certificate authority service: ${flagOf('ca_url')} says where it is`);
    return undefined;
  }
  return { ...caPlace(values), credentials: caCredentials(values), delegated };
}

/** Where the service is: at least one replica. Throws ConfigError. */
export function caPlace({ ca_url: urls, ca_trust: trust }: Pick<CaValues, 'ca_url' | 'ca_trust'>): Pick<CaSettings, 'replicas' | 'trust'> {
  const replicas = urls.map(replicaOf);
  if (replicas.length === 0) throw new ConfigError(`${flagOf('ca_url')}: must say where the certificate authority service is`);
  if (trust === undefined) throw new ConfigError(`${flagOf('ca_url')}: ${flagOf('ca_trust')} must say which authorities its certificate is verified against`);
  return { replicas, trust };
}

/** Who this is to the service. Throws ConfigError. */
export function caCredentials({ ca_token: token, ca_service_account_token: account }: Pick<CaValues, 'ca_token' | 'ca_service_account_token'>): CaSettings['credentials'] {
  if (token !== undefined && account !== undefined) throw new ConfigError(`${flagOf('ca_token')}: one of ${flagOf('ca_token')} and ${flagOf('ca_service_account_token')} says who this is, not both`);
  if (token !== undefined) return { bootstrapToken: bootstrapToken(token) };
  if (account !== undefined) return { serviceAccountToken: account };
  throw new ConfigError(`${flagOf('ca_url')}: ${flagOf('ca_token')} or ${flagOf('ca_service_account_token')} must say who this is`);
}

function bootstrapToken(text: string): string {
  try {
    return bearerToken(text);
  } catch (error) {
    throw new ConfigError(`${flagOf('ca_token')}: is no token: ${(error as Error).message}`);
  }
}

function replicaOf(text: string): CaSettings['replicas'][number] {
  const [, host, port] = /^(?:https:\/\/)?(\[[0-9a-f:.]+\]|[a-z0-9_][a-z0-9_.-]*):(\d{1,5})\/?$/i.exec(text) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw new ConfigError(`${flagOf('ca_url')}: ${JSON.stringify(text.replace(/\/\/.*@/, '//...@'))} is no address of a certificate authority service: expected https://HOST:PORT`);
  }
  return { host: host.replace(/^\[|\]$/g, '').toLowerCase(), port: Number(port) };
}
