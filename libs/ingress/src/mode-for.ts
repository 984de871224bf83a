import type { ModeSpec } from '@weir/mode-spec';
import { defaultModeSettings, type ConfiguredMode, type ListenAddress, type ModeSettings } from './configured-mode.ts';
import { regular, regularConfig } from './regular.ts';
import { reverse, reverseConfig } from './reverse.ts';
import { socks5, socks5Config } from './socks5.ts';
import { UnavailableMode } from './unavailable-mode.ts';
import { upstream, upstreamConfig } from './upstream.ts';

/** The mode that a SPEC asks for, configured. Throws UnavailableMode for one that is not built yet. */
export function modeFor(spec: ModeSpec, listen: ListenAddress, given: Partial<ModeSettings> = {}): ConfiguredMode {
  const settings = { ...defaultModeSettings, ...given };
  switch (spec.mode) {
    case 'regular': return { mode: regular, config: regularConfig(spec, listen, settings) };
    case 'reverse': return { mode: reverse, config: reverseConfig(spec, listen, settings) };
    case 'socks5': return { mode: socks5, config: socks5Config(spec, listen, settings) };
    case 'upstream': return { mode: upstream, config: upstreamConfig(spec, listen, settings) };
    default: throw new UnavailableMode(spec.mode);
  }
}
