import { Authenticator, parseProxyauth, ProxyauthError, type FileNews } from '@weir/auth';
import { ProxyError } from '@weir/core';
import { admission, AdmissionError, blockLocalDestinations } from '@weir/ingress';
import { parseModeSpec } from '@weir/mode-spec';
import { isThisMachine, type ProxyOptions } from '@weir/runtime';
import { aboutOption, ConfigError, flagOf, RuntimeFailure, type Log } from '@weir/service';
import type { PlaneValues } from './options.ts';

type AccessValues = Pick<PlaneValues, 'mode' | 'proxyauth' | 'block_global' | 'block_private' | 'allow_clients' | 'block_local_destinations'>;

/** Who may use the proxies of a data plane, and for what. */
export interface Access {
  /** What a proxy is made from, as far as it is about that. */
  readonly options: Pick<ProxyOptions, 'admit' | 'guards' | 'answerers'>;
  /** Clients must say who they are. */
  readonly authenticate: boolean;
  /** A port of ours where no proxy listens, and which no client from elsewhere may reach through one either. */
  serves(port: number): void;
  close(): Promise<void>;
}

/** Throws ConfigError for wrong words, RuntimeFailure where the file of users cannot be used. */
export function openAccess(values: AccessValues, log: Log): Access {
  const services = new Set<number>();
  const authenticator = values.proxyauth === undefined ? undefined : openAuthenticator(values.proxyauth, log);
  const isOwn = (ip: string, port: number): boolean => services.has(port) && isThisMachine(ip);
  return {
    options: {
      admit: admissionOf(values),
      ...(values.block_local_destinations && { guards: [blockLocalDestinations(isOwn)] }),
      ...(authenticator && { answerers: { authenticate: telling(authenticator, log) } }),
    },
    authenticate: authenticator !== undefined,
    serves: (port) => void services.add(port),
    close: async () => authenticator?.close(),
  };
}

/** Tells of modes that let everybody in, though there is a proxyauth: raw bytes have no words to ask for a password. */
export function tellUnasked({ mode, proxyauth }: Pick<AccessValues, 'mode' | 'proxyauth'>, log: Log): void {
  if (proxyauth === undefined) return;
  for (const each of mode) {
    const spec = parseModeSpec(each);
    if (spec.mode !== 'reverse' || (spec.target.scheme !== 'tcp' && spec.target.scheme !== 'tls')) continue;
    log.event('warn', 'proxyauth-not-asked', { mode: each }, `${each} serves whoever connects: raw TCP has no words for ${flagOf('proxyauth')}; limit it with ${flagOf('allow_clients')} or its own address`);
  }
}

function openAuthenticator(words: string, log: Log): Authenticator {
  const who = worded(flagOf('proxyauth'), () => parseProxyauth(words));
  try {
    return new Authenticator(who, { onNews: (news) => tell(news, log) });
  } catch (error) {
    throw error instanceof ProxyauthError ? new RuntimeFailure(`${flagOf('proxyauth')}: ${error.message}`) : error;
  }
}

/** A wrong password has its line in the log, with whence it came and without what it was. */
function telling({ authenticate }: Authenticator, log: Log): Authenticator['authenticate'] {
  return async (question, connection) => {
    const answer = await authenticate(question, connection);
    if (!(answer instanceof ProxyError) && answer.kind === 'authenticate' && !answer.ok) {
      const client = connection.client.address.host;
      log.event('info', 'credentials-refused', { connection: connection.id, mode: connection.mode, client }, `${client} says a user name or a password that is wrong`);
    }
    return answer;
  };
}

function tell(news: FileNews, log: Log): void {
  if (news.event === 'read') log.event('info', 'proxyauth-read', { users: news.users }, `the file of ${flagOf('proxyauth')} has changed: ${news.users} users are let in`);
  else log.event('error', 'proxyauth-unreadable', {}, `${flagOf('proxyauth')}: ${news.message}: the users of before are let in until it is mended`);
}

function admissionOf({ block_global, block_private, allow_clients }: AccessValues): NonNullable<ProxyOptions['admit']> {
  try {
    return admission({ blockGlobal: block_global, blockPrivate: block_private, allowClients: allow_clients });
  } catch (error) {
    throw error instanceof AdmissionError ? aboutOption(error) : error;
  }
}

function worded<T>(flag: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ProxyauthError ? new ConfigError(`${flag}: ${error.message}`) : error;
  }
}
