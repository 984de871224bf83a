export * as wire from './gen/ca.ts';
export { CertificateAuthorityClient, CertificateAuthorityService } from './gen/ca.ts';
