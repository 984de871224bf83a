import type { Contestant } from '../contestant.ts';
import { freePort } from '../free-port.ts';
import { originOf, type Scenario } from '../scenario.ts';
import { firstLineOf, which } from '../which.ts';

/** mitmproxy without its screen; it forgets each flow when it is over. */
export const mitmdump: Contestant = {
  name: 'mitmdump',
  missing: () => (which('mitmdump') === undefined ? 'mitmdump is not on PATH (Debian: apt-get install mitmproxy; or pip install mitmproxy)' : undefined),
  does: () => true,
  version: () => firstLineOf(which('mitmdump') ?? 'mitmdump', ['--version']),
  async start(scenario, stage) {
    const port = await freePort();
    const { scheme, authority } = originOf(scenario, stage.origin);
    const args = [
      '-q', '--set', 'flow_detail=0', '--set', `confdir=${stage.folder}`, '--ssl-insecure', '--listen-host', '127.0.0.1', '-p', String(port),
      '--mode', mitmproxyMode(scenario, scheme, authority), ...(scenario.protocol === 'tcp' ? ['--set', 'tcp_hosts=.*'] : []),
    ];
    const program = await stage.programs.start({ name: 'mitmdump', command: which('mitmdump')!, args, port });
    return { program, endpoint: { host: '127.0.0.1', port } };
  },
};

export function mitmproxyMode(scenario: Pick<Scenario, 'mode'>, scheme: string, authority: string): string {
  if (scenario.mode === 'reverse') return `reverse:${scheme}://${authority}`;
  return scenario.mode === 'socks5' ? 'socks5' : 'regular';
}
