import { AuthorityError } from '@weir/x509';

/** What `read` gives; undefined where it throws an AuthorityError. Any other error is a bug. */
export function unlessRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof AuthorityError) return undefined;
    throw error;
  }
}
