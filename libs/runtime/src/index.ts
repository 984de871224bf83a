export { createProxy, modeEntry, type Listening, type ModeEntry, type Proxy, type ProxyOptions } from './proxy.ts';
export { ListenError } from './acceptors/listen-error.ts';
export { systemClock, type Clock } from './clock.ts';
export { silentLog, type EventLog } from './log.ts';
export { defaultLinger, type Linger } from './linger.ts';
export type { DialGuard } from './dialer.ts';
export type { Answerers } from './questions.ts';
export type { ServerTlsOptions } from './tls-client.ts';
export type { LeafCertificates } from './tls-server.ts';
