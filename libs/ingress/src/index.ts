export { modeFor } from './mode-for.ts';
export { defaultModeSettings, type ConfiguredMode, type ListenAddress, type ModeSettings, type RoutedConfig } from './configured-mode.ts';
export { EgressRules, type EgressWords } from './egress.ts';
export { EgressError, proxyCredentials, proxyUrl } from './proxy-url.ts';
export { UnavailableMode } from './unavailable-mode.ts';
export { regular, regularConfig } from './regular.ts';
export { reverse, reverseConfig, type ReverseConfig } from './reverse.ts';
export { socks5, socks5Config } from './socks5.ts';
export { upstream, upstreamConfig } from './upstream.ts';
