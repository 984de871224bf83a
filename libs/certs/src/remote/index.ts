export { addressText, type ReplicaAddress } from './direct-target.ts';
export { defaultRemoteLimits, type RemoteLimits } from './limits.ts';
export { openRemoteCerts, type RemoteCerts, type RemoteCertsOptions, type RemoteFigures } from './remote-certs.ts';
export type { RemoteEvent } from './remote-event.ts';
export { bearer, TokenFile } from './token-file.ts';
