import { AuthorityError, openLocalCerts } from '@weir/certs';
import { RuntimeFailure } from '@weir/service';

/** The local authority in `directory`, made where there is none. Throws RuntimeFailure in the authority's words (unreadable, no pair, ...). */
export function openAuthority(directory: string): ReturnType<typeof openLocalCerts> {
  try {
    return openLocalCerts({ directory, now: Date.now });
  } catch (error) {
    throw error instanceof AuthorityError ? new RuntimeFailure(error.message) : error;
  }
}
