import { X509Certificate } from 'node:crypto';
import { exportAuthority, exportCertificates, type ExportFormat } from '@weir/certs';

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
  /** Prints it for whoever runs the authority; undefined where that is no command of Weir's. */
  readonly fingerprintCommand?: string;
}

/** The types are mitmproxy's: phones begin to install what has them. */
const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  pem: 'application/x-x509-ca-cert', p12: 'application/x-pkcs12', cer: 'application/x-x509-ca-cert',
};

/** Of the authority in `directory`, never with its key. Throws AuthorityError. */
export function directoryDownloads(directory: string): AuthorityDownloads {
  return { ...downloads((format) => exportAuthority(directory, format)), fingerprintCommand: 'weir ca export | openssl x509 -noout -fingerprint -sha256' };
}

/** Of roots, at least one, the one that signs first; where a single one is taken it is that. */
export function rootDownloads(roots: readonly X509Certificate[]): AuthorityDownloads {
  return downloads((format) => exportCertificates(roots, format));
}

function downloads(content: (format: ExportFormat) => Uint8Array): AuthorityDownloads {
  const file = (format: ExportFormat): Download => ({ format, file: `weir-ca.${format}`, mediaType: mediaTypes[format], content: content(format) });
  const cer = file('cer');
  return { files: [file('pem'), file('p12'), cer], fingerprint: new X509Certificate(cer.content).fingerprint256 };
}
