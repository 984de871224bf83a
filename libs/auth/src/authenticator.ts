import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AddressCounts, ProxyError, type Answer, type Connection, type Question } from '@weir/core';
import { PasswordThread } from './password-thread.ts';
import { ProvenCredentials } from './proven-credentials.ts';
import type { Proxyauth } from './proxyauth.ts';
import { readContent, UsersFile, type FileNews } from './users-file.ts';
import type { CheckerData } from './worker-messages.ts';

export interface AuthenticatorOptions {
  /** Told when the file was read again, or could not be. */
  readonly onNews?: (news: FileNews) => void;
  /** Milliseconds of a clock that only goes forward. Default: performance.now. */
  readonly now?: () => number;
  /** Makes what checks passwords against a file. Default: a thread. */
  readonly checks?: (data: CheckerData, news: (news: FileNews) => void) => Pick<PasswordThread, 'check' | 'close'>;
}

/** RFC 1929 has 255 octets; no password that is longer than this is looked at. */
const longest = 1024;
/** Checks that wait for the thread, of all clients and of one address: whoever guesses fills his own share alone. */
const mostWaiting = 256;
const mostOfOne = 32;

/**
 * Says whether a client is one of those that `proxyauth` lets in. What a check has proven is remembered for a short time, so that a client's next
 * requests cost none; the same credentials in several requests at once are checked once.
 */
export class Authenticator {
  readonly #key = randomBytes(32);
  readonly #only: Buffer | undefined;
  readonly #thread: Pick<PasswordThread, 'check' | 'close'> | undefined;
  readonly #proven = new ProvenCredentials();
  readonly #open = new Map<string, Promise<boolean>>();
  readonly #ofOne = new AddressCounts();
  readonly #now: () => number;

  /** Throws ProxyauthError where the file of users cannot be read. */
  constructor(who: Proxyauth, { onNews, now, checks }: AuthenticatorOptions = {}) {
    this.#now = now ?? (() => performance.now());
    if (who.kind === 'user') this.#only = this.#digest(who.user, who.password);
    if (who.kind !== 'file') return;
    const data: CheckerData = { path: who.path, content: readContent(who.path) };
    void new UsersFile(data.path, data.content, () => undefined);
    this.#thread = (checks ?? ((given, news) => new PasswordThread(given, news)))(data, (news) => {
      // Whoever was taken out has been proven by the old one.
      this.#proven.clear();
      onNews?.(news);
    });
  }

  /** For the runtime's answerers. The answer's only content is whether they are let in: not which of the two was wrong. */
  readonly authenticate = (question: Extract<Question, { kind: 'authenticate' }>, connection: Connection): Promise<Answer | ProxyError> =>
    this.#answer(question.user, question.password, connection.client.address.host);

  async close(): Promise<void> {
    await this.#thread?.close();
  }

  async #answer(user: string, password: string, client: string): Promise<Answer | ProxyError> {
    const isLong = user.length > longest || password.length > longest;
    const ok = isLong ? false : await this.#check(user, password, client);
    return ok instanceof ProxyError ? ok : { kind: 'authenticate', ok };
  }

  #check(user: string, password: string, client: string): Promise<boolean | ProxyError> | boolean | ProxyError {
    const digest = this.#digest(user, password);
    if (this.#thread === undefined) return this.#only === undefined || timingSafeEqual(this.#only, digest);
    const key = digest.toString('base64');
    if (this.#proven.has(key, this.#now())) return true;
    return this.#open.get(key) ?? this.#begin(this.#thread, user, password, client, key);
  }

  #begin(thread: Pick<PasswordThread, 'check'>, user: string, password: string, client: string, key: string): Promise<boolean> | ProxyError {
    if (this.#open.size >= mostWaiting || this.#ofOne.of(client) >= mostOfOne) {
      return new ProxyError('limit-exceeded', 'Too many passwords wait for their check: try again in a few seconds.', { status: 503 });
    }
    this.#ofOne.add(client);
    const checked = this.#run(thread, user, password, client, key);
    this.#open.set(key, checked);
    return checked;
  }

  async #run(thread: Pick<PasswordThread, 'check'>, user: string, password: string, client: string, key: string): Promise<boolean> {
    try {
      const ok = await thread.check(user, password);
      if (ok) this.#proven.add(key, this.#now());
      return ok;
    } finally {
      this.#open.delete(key);
      this.#ofOne.remove(client);
    }
  }

  /** Neither of the two can be read from it, and no two pairs have the same. */
  #digest(user: string, password: string): Buffer {
    return createHmac('sha256', this.#key).update(`${user.length}:${user}${password}`).digest();
  }
}
