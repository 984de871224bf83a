export { standardProtocols, type StandardProtocolsOptions } from './standard.ts';
export { defaultProtocolOptions, type ProtocolOptions } from './options.ts';
export type { HandlerParts } from './parts.ts';
export type { MakeHttp } from './sniff/handler.ts';
export { fuzzHostHeader } from './hosts/host-header.fuzz.ts';
export { HostRules, type HostLists, type HostPattern } from './hosts/host-rules.ts';
export { TcpRelay, type TcpRelayOptions } from './tcp/handler.ts';
export { TlsHandler } from './tls/handler.ts';
export { HelloDecoder } from './tls/hello-decoder.ts';
export { fuzzClientHello } from './tls/hello-decoder.fuzz.ts';
export type { ClientHello } from './tls/client-hello.ts';
export { interceptAll, type Decide, type Decision } from './tls/decide.ts';
export { serverTlsParams, upstreamName, wantsServerTls } from './tls/server-tls.ts';
export { fuzzStartTls } from './starttls/starttls.fuzz.ts';
export { Socks5Handler } from './socks5/handler.ts';
export { fuzzSocks5 } from './socks5/codec.fuzz.ts';
export { tunnelDialogue } from './tunnel/tunnel-dialogue.ts';
export { fuzzHttpConnect, fuzzSocks5Client } from './tunnel/tunnel.fuzz.ts';
export { firstBytes, type Finding, type FirstBytesRules } from './sniff/first-bytes.ts';
export {
  defaultHttpOptions, errorPage, fuzzHttp1, Http1Handler, Http1Parser, makeHttp1, parseAuthority, readBasicCredentials, type Http1Parts, type Http1Settings, type HttpOptions,
} from './http1/index.ts';
