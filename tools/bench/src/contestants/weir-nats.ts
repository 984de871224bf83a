import { fileURLToPath } from 'node:url';
import type { Contestant } from '../contestant.ts';
import { natsMissing, natsVersion, startNats } from '../nats/server.ts';
import { FlowStream } from '../nats/stream.ts';
import type { Scenario } from '../scenario.ts';
import { startWeir, weirMode, weirVersion } from './weir.ts';

/**
 * A mode's service: everything is captured as weir-memory has it (nothing is redacted) and published onto a nats-server, which keeps it on disk and whose CPU is
 * told beside it. Nobody takes it from there.
 */
export const weirNats: Contestant = {
  name: 'weir-nats',
  missing: natsMissing,
  does: () => true,
  version: () => `${weirVersion()} with ${natsVersion()}`,
  async start(scenario, stage) {
    const { program: beside, url } = await startNats(stage.programs, stage.folder);
    const stream = await FlowStream.open(url);
    await stream[Symbol.asyncDispose]();
    const trusted = scenario.protocol === 'https' ? ['--ssl-verify-upstream-trusted-ca', stage.certificates.caCert] : [];
    const options = ['--mode', weirMode(scenario, stage), '--home', `${stage.folder}/home`, '--nats-url', url, '--redact-headers', 'none', '--health-listen', '127.0.0.1:0', '--log-level', 'warn', ...trusted];
    return { ...await startWeir(stage.programs, 'weir-nats', [...stage.nodeFlags, serviceMain(scenario), ...options]), beside };
  },
};

/** Each mode has a service of its own. */
function serviceMain({ mode }: Scenario): string {
  const name = mode === 'reverse' ? 'reverse' : mode === 'socks5' ? 'socks' : 'regular';
  return fileURLToPath(new URL(`../../../../apps/${name}/src/main.ts`, import.meta.url));
}
