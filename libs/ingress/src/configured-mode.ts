import type { Address, Credentials, Egress, Mode, ModeConfig, Route } from '@weir/core';
import { EgressRules } from './egress.ts';

/** A mode with the configuration it runs by: what a proxy is made from. */
export interface ConfiguredMode {
  readonly mode: Mode<ModeConfig>;
  readonly config: ModeConfig;
}

/** What users may change about modes, besides their SPEC. */
export interface ModeSettings {
  /** A reverse proxy leaves Host as the client sent it, and asks its target for the name that the client asked for (keep_host_header). */
  readonly keepHostHeader: boolean;
  /** By which proxies connections leave, of whatever mode (via, no_proxy). */
  readonly egress: EgressRules;
  /** For the proxy of upstream modes, and for the target of reverse ones that speak HTTP (upstream_auth). */
  readonly upstreamAuth?: Credentials;
}

export const defaultModeSettings: ModeSettings = { keepHostHeader: false, egress: new EgressRules() };

/** Of a mode whose connections all have one route. */
export interface RoutedConfig extends ModeConfig {
  readonly route: Route;
}

export function leavingBy(route: Route, egress: Egress | undefined): Route {
  return egress === undefined ? route : { ...route, egress };
}

/** Where a mode listens: an empty host means all interfaces, port 0 one that the system picks. */
export type ListenAddress = Address;
