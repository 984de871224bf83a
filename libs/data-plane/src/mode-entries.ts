import { EgressError, EgressRules, modeFor, proxyCredentials, UnavailableMode, type ModeSettings } from '@weir/ingress';
import { listenConflict, ModeSpecError, parseModeSpec, resolveListen, type ModeSpec } from '@weir/mode-spec';
import type { ModeEntry } from '@weir/runtime';
import { aboutOption, ConfigError } from '@weir/service';
import type { PlaneValues } from './options.ts';

type Listen = Pick<PlaneValues, 'mode' | 'listen_host' | 'listen_port'>;
type Settings = Pick<PlaneValues, 'keep_host_header' | 'via' | 'no_proxy' | 'upstream_auth'>;

/** The modes that the options ask for, checked. Throws ConfigError with the grammar's own words. */
export function modeEntries(values: Listen & Settings, operands: readonly string[]): readonly ModeEntry[] {
  if (operands.length > 0) throw new ConfigError(`unexpected ${operands[0]}: modes are given as --mode SPEC`);
  if (values.mode.length === 0) throw new ConfigError('--mode: no mode is given');
  const settings = modeSettings(values);
  const configured = { host: values.listen_host, ...(values.listen_port === undefined ? {} : { port: values.listen_port }) };
  return inItsWords(() => {
    const specs = parseModes(values.mode);
    const listens = specs.map((spec) => resolveListen(spec, configured));
    const conflict = listenConflict(listens);
    if (conflict !== undefined) throw new ConfigError(`--mode: ${conflict}`);
    return specs.map((spec, index) => modeFor(spec, { host: listens[index]!.host, port: listens[index]!.port ?? 0 }, settings));
  });
}

/** What the SPECs say. Throws ConfigError with the grammar's own words. */
export function parseModes(specs: readonly string[]): readonly ModeSpec[] {
  return inItsWords(() => specs.map((spec) => parseModeSpec(spec)));
}

function inItsWords<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ModeSpecError || error instanceof UnavailableMode ? new ConfigError(`--mode: ${error.message}`) : error;
  }
}

function modeSettings({ keep_host_header, via, no_proxy, upstream_auth }: Settings): ModeSettings {
  try {
    const egress = new EgressRules({ via, noProxy: no_proxy });
    return { keepHostHeader: keep_host_header, egress, ...(upstream_auth !== undefined && { upstreamAuth: proxyCredentials(upstream_auth) }) };
  } catch (error) {
    throw error instanceof EgressError ? aboutOption(error) : error;
  }
}
