import { X509Certificate } from 'node:crypto';
import { exportAuthority, type ExportFormat } from '@weir/certs';

/** The authority's certificate in one form, as a client takes it. */
export interface Download {
  readonly format: ExportFormat;
  readonly file: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

export interface AuthorityDownloads {
  readonly files: readonly Download[];
  /** SHA-256 of the certificate that is to be trusted: upper case, a colon between two octets. */
  readonly fingerprint: string;
}

/** The types are mitmproxy's: phones begin to install what has them. */
const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  pem: 'application/x-x509-ca-cert', p12: 'application/x-pkcs12', cer: 'application/x-x509-ca-cert',
};

/** Of the authority in `directory`, never with its key. Throws AuthorityError. */
export function authorityDownloads(directory: string): AuthorityDownloads {
  const file = (format: ExportFormat): Download => ({
    format, file: `weir-ca.${format}`, mediaType: mediaTypes[format], content: exportAuthority(directory, format),
  });
  const cer = file('cer');
  return { files: [file('pem'), file('p12'), cer], fingerprint: new X509Certificate(cer.content).fingerprint256 };
}
