import type { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { AuthorityError, encodePem, encodePkcs12, readCertificates } from '@weir/x509';
import { authorityFiles, findKeyFile } from './authority-files.ts';
import { readPem } from './files.ts';

/** `pem`: text; `p12`: PKCS#12 with an empty password; `cer`: DER of one certificate. */
export type ExportFormat = 'pem' | 'p12' | 'cer';

/**
 * What clients are to trust, as a file: the certificates of the authority in `directory`, never its key. Of an intermediate with its
 * chain, `cer` is the topmost. Makes nothing; throws AuthorityError.
 */
export function exportAuthority(directory: string, format: ExportFormat): Uint8Array {
  const certificates = certificatesIn(directory);
  return exportCertificates(format === 'cer' ? [topmost(certificates)] : certificates, format);
}

/** Certificates that are known already, at least one; `cer` is the first. */
export function exportCertificates(certificates: readonly X509Certificate[], format: ExportFormat): Uint8Array {
  switch (format) {
    case 'pem': return Buffer.from(certificates.map((one) => encodePem('CERTIFICATE', one.raw)).join(''));
    case 'p12': return encodePkcs12(certificates);
    case 'cer': return certificates[0]!.raw;
  }
}

function certificatesIn(directory: string): X509Certificate[] {
  const file = join(directory, authorityFiles.certificate);
  const text = readPem(file);
  if (text !== undefined) return readCertificates({ text, file });
  const keyFile = findKeyFile(directory);
  const both = keyFile === undefined ? undefined : readPem(keyFile);
  if (keyFile === undefined || both === undefined) {
    throw new AuthorityError('there is no authority here yet: `weir up` makes one at its first start', { file: directory });
  }
  return readCertificates({ text: both, file: keyFile });
}

/** The one that none of the others has signed. */
function topmost(certificates: readonly X509Certificate[]): X509Certificate {
  return certificates.find((one) => !certificates.some((other) => other !== one && one.checkIssued(other))) ?? certificates[0]!;
}
