import { parseListenAddress, type ListenAddress } from './listen-address.ts';

/** Where services listen for probes and scrapes, unless they are told: docs/operating.md. */
export const HEALTH_LISTEN = ':9464';

/** A value of `health_listen`; undefined: nowhere. Throws an Error that says what was expected. */
export function parseHealthListen(given: string): ListenAddress | undefined {
  return given === 'off' ? undefined : parseListenAddress(given);
}
