export type { CertSource } from './cert-source.ts';
