export { createAuthority, readAuthority, readCertificates, type Authority, type AuthorityFiles, type Issuer, type PemText } from './authority.ts';
export { AuthorityError } from './error.ts';
export { issueLeaf, organizationName, type Leaf, type LeafOrder } from './leaf.ts';
export { maxNames, subjectName, subjectNames, type SubjectName } from './names.ts';
export { encodePkcs12 } from './p12.ts';
export { certificateFacts, type CertificateFacts } from './parse.ts';
export { encodePem, parsePem, type PemBlock } from './pem.ts';
