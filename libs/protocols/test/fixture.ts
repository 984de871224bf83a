import { readFileSync } from 'node:fs';

/** A ClientHello as a real tool sent it: fixtures/README.md. */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/${name}.client-hello.bin`, import.meta.url));
}
