import { readFileSync } from 'node:fs';

/** What a real tool sent: fixtures/README.md. */
export function fixture(name: string, what: 'client-hello' | 'first-flight' | 'socks5' = 'client-hello'): Buffer {
  return readFileSync(new URL(`fixtures/${name}.${what}.bin`, import.meta.url));
}
