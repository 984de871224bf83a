import { modeFor, UnavailableMode } from '@weir/ingress';
import { listenConflict, ModeSpecError, parseModeSpec, resolveListen } from '@weir/mode-spec';
import type { ModeEntry } from '@weir/runtime';
import { ConfigError, type Values } from '@weir/service';
import type { upOptions } from './options.ts';

type Listen = Pick<Values<typeof upOptions>, 'mode' | 'listen_host' | 'listen_port' | 'keep_host_header'>;

/** The modes that the options ask for, checked. Throws ConfigError with the grammar's own words. */
export function modeEntries(values: Listen, operands: readonly string[]): readonly ModeEntry[] {
  if (operands.length > 0) throw new ConfigError(`unexpected ${operands[0]}: modes are given as --mode SPEC`);
  if (values.mode.length === 0) throw new ConfigError('--mode: no mode is given');
  const configured = { host: values.listen_host, ...(values.listen_port === undefined ? {} : { port: values.listen_port }) };
  try {
    const specs = values.mode.map((spec) => parseModeSpec(spec));
    const listens = specs.map((spec) => resolveListen(spec, configured));
    const conflict = listenConflict(listens);
    if (conflict !== undefined) throw new ConfigError(`--mode: ${conflict}`);
    return specs.map((spec, index) => modeFor(spec, { host: listens[index]!.host, port: listens[index]!.port ?? 0 }, { keepHostHeader: values.keep_host_header }));
  } catch (error) {
    if (error instanceof ModeSpecError || error instanceof UnavailableMode) throw new ConfigError(`--mode: ${error.message}`);
    throw error;
  }
}
