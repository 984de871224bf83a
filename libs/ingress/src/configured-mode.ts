import type { Address, Mode, ModeConfig } from '@weir/core';

/** A mode with the configuration it runs by: what a proxy is made from. */
export interface ConfiguredMode {
  readonly mode: Mode<ModeConfig>;
  readonly config: ModeConfig;
}

/** What users may change about modes, besides their SPEC. */
export interface ModeSettings {
  /** A reverse proxy leaves Host as the client sent it, and asks its target for the name that the client asked for (keep_host_header). */
  readonly keepHostHeader: boolean;
}

export const defaultModeSettings: ModeSettings = { keepHostHeader: false };

/** Where a mode listens: an empty host means all interfaces, port 0 one that the system picks. */
export type ListenAddress = Address;
