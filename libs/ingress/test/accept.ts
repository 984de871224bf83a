import { parseModeSpec } from '@weir/mode-spec';
import { makeHttp1, standardProtocols, type ProtocolOptions } from '@weir/protocols';
import { Playbook, type PlaybookOptions } from '@weir/testing';
import { modeFor, type ModeSettings } from '../src/index.ts';

export interface Setting {
  readonly settings?: Partial<ModeSettings>;
  readonly options?: Partial<ProtocolOptions>;
  readonly playbook?: PlaybookOptions;
}

const anywhere = { host: '', port: 0 };

/** A client that has just been accepted by a mode, with all the protocols behind it. Holds and timers are not written down. */
export function accepted(spec: string, { settings, options, playbook }: Setting = {}): Playbook {
  const { mode, config } = modeFor(parseModeSpec(spec), anywhere, settings);
  return new Playbook({ mode: spec, ignore: ['hold', 'release', 'timer', 'cancelTimer'], ...playbook }).start(({ conn, io, recorder }) => {
    const protocols = standardProtocols({ recorder, http: makeHttp1(), ...(options && { options }) });
    return mode.accept(conn, io, config, protocols);
  });
}
