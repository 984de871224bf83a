import { AuthorityError, exportAuthority, openLocalCerts } from '@weir/certs';
import { firstLine, RuntimeFailure } from '@weir/service';

/** The local authority in `directory`, made where there is none. Throws RuntimeFailure in the authority's words (unreadable, no pair, ...). */
export function openAuthority(directory: string): ReturnType<typeof openLocalCerts> {
  try {
    return openLocalCerts({ directory, now: Date.now });
  } catch (error) {
    throw error instanceof AuthorityError ? new RuntimeFailure(error.message) : error;
  }
}

/** The authority's certificate as clients take it, never its key. Rejects with RuntimeFailure. */
export async function exportCertificate(directory: string, format: Parameters<typeof exportAuthority>[1]): Promise<Uint8Array> {
  try {
    return await exportAuthority(directory, format);
  } catch (error) {
    throw new RuntimeFailure(firstLine(error));
  }
}
