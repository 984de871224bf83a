export { CLIENT, SERVER, other, type Side } from './side.ts';
export { authority, sameAddress, type Address } from './address.ts';
export { ProxyError, type ProxyErrorOptions } from './error.ts';
export type { Connection, Leg, LegState, PeerCertificate, StreamFacts, TlsFacts } from './connection.ts';
export type { Answer, Credentials, Handler, Heads, Io, LeafRequest, Question, TlsParams, Verify, Via } from './handler.ts';
export type { Session, SessionIo } from './session.ts';
export type { Headers, Recorder, RequestHead, ResponseHead, Tap } from './recorder.ts';
export type { ListenSpec, Mode, ModeConfig, Protocols, Route } from './mode.ts';
export { defaultLimits, type Limits } from './limits.ts';
