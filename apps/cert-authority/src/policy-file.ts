import { statSync } from 'node:fs';
import { ConfigError, type Log } from '@weir/service';
import { PolicyError, readPolicy, type Policy, type PolicySettings } from './policy.ts';

/** The policy, as its file was when it was last right. */
export class PolicyFile {
  readonly #file: string;
  readonly #settings: PolicySettings;
  readonly #log: Log;
  #current: Policy;
  #seen: string;

  /** Throws ConfigError for a file that cannot be used. */
  constructor(file: string, settings: PolicySettings, log: Log) {
    this.#file = file;
    this.#settings = settings;
    this.#log = log;
    this.#seen = stamp(file);
    try {
      this.#current = readPolicy(file, settings);
    } catch (error) {
      throw error instanceof PolicyError ? new ConfigError(`--ca-policy: ${error.message}`) : error;
    }
  }

  get current(): Policy {
    return this.#current;
  }

  /** Reads it again where it has changed. A wrong one is told, and the one of before stays. */
  reload(): void {
    const seen = stamp(this.#file);
    if (seen === this.#seen) return;
    this.#seen = seen;
    try {
      this.#current = readPolicy(this.#file, this.#settings);
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      this.#log.event('error', 'policy-refused', { reason: error.message }, `the policy of before stays: ${error.message}`);
      return;
    }
    this.#log.event('info', 'policy', { callers: this.#current.callers.length }, `a new policy, with ${this.#current.callers.length} callers`);
  }
}

/** Changes when the file does; a ConfigMap's changes by a link that points elsewhere. */
function stamp(file: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(file);
    return `${ino} ${mtimeMs} ${size}`;
  } catch {
    return 'missing';
  }
}
