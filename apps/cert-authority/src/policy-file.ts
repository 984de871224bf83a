import { stampsOf } from '@weir/certs';
import { ConfigError, type Log } from '@weir/service';
import { PolicyError, readPolicy, type Policy, type PolicySettings } from './policy.ts';

/** The policy, as its file was when it was last right. */
export class PolicyFile {
  readonly #file: string;
  readonly #settings: PolicySettings;
  readonly #log: Log;
  #current: Policy;
  #seen: string;
  #trouble = '';

  /** Throws ConfigError for a file that cannot be used. */
  constructor(file: string, settings: PolicySettings, log: Log) {
    this.#file = file;
    this.#settings = settings;
    this.#log = log;
    try {
      this.#current = readPolicy(file, settings);
      this.#seen = stampsOf(this.#current.files);
    } catch (error) {
      throw error instanceof PolicyError ? new ConfigError(`--ca-policy: ${error.message}`) : error;
    }
  }

  get current(): Policy {
    return this.#current;
  }

  /** Reads it again where it or a token's file has changed. A wrong one is told, and the one of before stays. */
  reload(): void {
    if (stampsOf(this.#current.files) === this.#seen) return;
    try {
      this.#current = readPolicy(this.#file, this.#settings);
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      // It is read again at each look: what it names may come later.
      if (error.message !== this.#trouble) this.#log.event('error', 'policy-refused', { reason: error.message }, `the policy of before stays: ${error.message}`);
      this.#trouble = error.message;
      return;
    }
    this.#trouble = '';
    this.#seen = stampsOf(this.#current.files);
    this.#log.event('info', 'policy', { callers: this.#current.callers.length }, `a new policy, with ${this.#current.callers.length} callers`);
  }
}
