import type { HeaderJson } from '@weir/flow';

/** The first value of a header, whatever its case. */
export function headerValue(headers: readonly HeaderJson[], name: string): string | undefined {
  return headers.find(([given]) => given.toLowerCase() === name)?.[1];
}
