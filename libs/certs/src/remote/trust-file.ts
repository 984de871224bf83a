import { AuthorityError, encodePem, readCertificates } from '@weir/x509';
import { readPem } from '../local/files.ts';

/** The file with the authorities that the service's own certificate is verified against. It need not be there yet, and may change. */
export class TrustFile {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** As PEM of its certificates alone. Throws AuthorityError where it is not there, or holds none. */
  read(): Buffer {
    const text = readPem(this.#file);
    if (text === undefined) throw new AuthorityError('is not there yet: it is looked for again', { file: this.#file });
    // OpenSSL takes a file without any certificate for an empty list.
    return Buffer.from(readCertificates({ text, file: this.#file }).map((one) => encodePem('CERTIFICATE', one.raw)).join(''));
  }
}
