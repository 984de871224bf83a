export { Authenticator, type AuthenticatorOptions } from './authenticator.ts';
export { parseProxyauth, ProxyauthError, type Proxyauth } from './proxyauth.ts';
export { provenMs } from './proven-credentials.ts';
export { type FileNews } from './users-file.ts';
