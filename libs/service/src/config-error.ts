/** The configuration is wrong: said in one line on standard error, exit 64 (EX_USAGE), before any port is opened. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Something outside failed at run time (a port in use, an unreadable CA): one line on standard error, exit 1. */
export class RuntimeFailure extends Error {
  override readonly name = 'RuntimeFailure';
}
