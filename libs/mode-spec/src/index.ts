export {
  type Listen, type LocalSpec, type ModeName, type ModeSpec, ModeSpecError, type PlainSpec, type ReverseSpec, type Target, type TargetScheme,
  type TunSpec, type UpstreamScheme, type UpstreamSpec, type WireGuardSpec,
} from './mode-spec.ts';
export { parseModeSpec } from './parse.ts';
export { defaultListenPort, listenConflict, resolveListen, type ResolvedListen, type Transport, transports } from './listen.ts';
