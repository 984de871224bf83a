import { readFileSync } from 'node:fs';
import { credsAuthenticator, nkeyAuthenticator, usernamePasswordAuthenticator, type Authenticator, type ConnectionOptions } from '@nats-io/transport-node';
import { serverIdentity } from './server-identity.ts';

/** Where NATS is, and how this program says who it is. */
export interface NatsSettings {
  /** `nats://HOST[:PORT]`, `tls://HOST[:PORT]` or `HOST[:PORT]`, one for each server of a cluster. */
  readonly servers: readonly string[];
  /** The name by which the server's monitoring shows the connection. */
  readonly name: string;
  /** As `inboxPrefix` of subjects.ts gives it; NATS's own without it. */
  readonly inboxPrefix?: string | undefined;
  /** A .creds file: a user's JWT and the seed of its nkey. */
  readonly creds?: string | undefined;
  /** The seed of an nkey (SU...). */
  readonly nkey?: string | undefined;
  /** `USER:PASSWORD`. */
  readonly user?: string | undefined;
  /** PEM files: the authorities that servers are verified against; our certificate and its key, where servers want one. */
  readonly tls?: { readonly ca?: string | undefined; readonly cert?: string | undefined; readonly key?: string | undefined } | undefined;
}

/** Settings with which no connection can be made. `message` begins with the option's name. */
export class NatsSettingsError extends Error {}

/** Reads what the settings name. Throws NatsSettingsError. */
export function connectionOptions(settings: NatsSettings): ConnectionOptions {
  const { servers, name, inboxPrefix } = settings;
  for (const server of servers) checkServer(server);
  const tls = tlsOptions(settings);
  const authenticator = authenticatorOf(settings);
  return { servers: [...servers], name, ...(inboxPrefix !== undefined && { inboxPrefix }), ...(tls && { tls }), ...(authenticator && { authenticator }) };
}

function checkServer(server: string): void {
  const url = urlOf(server);
  if (!/^(?:nats|tls):\/\//.test(url) || !URL.canParse(url) || new URL(url).hostname === '') throw new NatsSettingsError(`nats_url: ${JSON.stringify(withoutUser(server))} is no server: expected nats://HOST:PORT or tls://HOST:PORT`);
  if (new URL(url).username !== '') throw new NatsSettingsError('nats_url: credentials do not belong in the URL, where others see them: use nats_creds, nats_nkey or nats_user');
}

function urlOf(server: string): string {
  return server.includes('://') ? server : `nats://${server}`;
}

/** What a wrong URL says, but not the password that may be in it. */
function withoutUser(server: string): string {
  return server.replace(/^(.*:\/\/)?.*@/, '$1...@');
}

function authenticatorOf({ creds, nkey, user }: NatsSettings): Authenticator | undefined {
  if ([creds, nkey, user].filter((each) => each !== undefined).length > 1) throw new NatsSettingsError('nats_creds: one of nats_creds, nats_nkey and nats_user says who this is, not several');
  if (creds !== undefined) return credsAuthenticator(read('nats_creds', creds));
  if (nkey !== undefined) {
    if (!/^SU[A-Z2-7]{56}$/.test(nkey)) throw new NatsSettingsError('nats_nkey: is no seed of a user: expected SU and 56 letters and digits');
    return nkeyAuthenticator(new TextEncoder().encode(nkey));
  }
  if (user === undefined) return undefined;
  const colon = user.indexOf(':');
  if (colon < 1) throw new NatsSettingsError('nats_user: expected USER:PASSWORD');
  return usernamePasswordAuthenticator(user.slice(0, colon), user.slice(colon + 1));
}

function tlsOptions({ servers, tls = {} }: NatsSettings): ConnectionOptions['tls'] {
  const { ca, cert, key } = tls;
  if ((cert === undefined) !== (key === undefined)) throw new NatsSettingsError('nats_cert: a certificate and its key (nats_key) go together');
  if (ca === undefined && cert === undefined && !servers.some((server) => server.startsWith('tls://'))) return undefined;
  const check = serverIdentity(servers.map((server) => new URL(urlOf(server)).hostname.replace(/^\[|\]$/g, '')));
  return {
    // The library's type lacks it, its transport hands everything on to Node.
    ...(check && { checkServerIdentity: check }),
    ...(ca !== undefined && { ca: text(read('nats_ca', ca)) }),
    ...(cert !== undefined && { cert: text(read('nats_cert', cert)), key: text(read('nats_key', key!)) }),
  };
}

function read(option: string, file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new NatsSettingsError(`${option}: cannot read ${file}: ${(error as Error).message}`);
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
