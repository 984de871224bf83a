import { flagOf } from './name.ts';

/** The configuration is wrong: said in one line on standard error, exit 64 (EX_USAGE), before any port is opened. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** A ConfigError in the words of a library whose messages begin with the option that they are about, such as `nats_user: ...`; users write that as a flag. */
export function aboutOption({ message }: Error): ConfigError {
  return new ConfigError(message.replace(/^\w+(?=:)/, flagOf));
}

/** Something outside failed at run time (a port in use, an unreadable CA): one line on standard error, exit 1. */
export class RuntimeFailure extends Error {
  override readonly name = 'RuntimeFailure';
}
