export { AuthorityError } from '@weir/x509';
export type { CertSource } from './cert-source.ts';
export type { ClientTls } from './client-tls.ts';
export { exportAuthority, exportCertificates, type ExportFormat } from './local/export.ts';
export { parseGivenCertificate, type GivenCertificate } from './local/given-certificates.ts';
export { openLocalCerts, type LocalCerts, type LocalCertsOptions } from './local/local-certs.ts';
