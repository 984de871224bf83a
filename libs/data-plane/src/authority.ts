import { AuthorityError, openLocalCerts, type LocalCerts } from '@weir/certs';
import { RuntimeFailure } from '@weir/service';

/** The local authority in `directory`, made where there is none. Throws RuntimeFailure in the authority's words (unreadable, no pair, ...). */
export function openAuthority(directory: string): LocalCerts {
  return inItsWords(() => openLocalCerts({ directory, now: Date.now }));
}

/** What is wrong with an authority a user can mend: throws RuntimeFailure in its words. */
export function inItsWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof AuthorityError ? new RuntimeFailure(error.message) : error;
  }
}
