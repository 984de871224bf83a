import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createLog, firstLine, Shutdown, terminationSignal, type Log, type Values } from '@weir/service';
import { announceJson, announceText } from './announcement.ts';
import { openAccess, tellUnasked } from './access.ts';
import { openAuthority } from './authority.ts';
import { CollectorThread, type CollectorSettings } from './collector-thread.ts';
import { captureBytes } from './data-plane.ts';
import { ensureToken, openHome } from './home.ts';
import { hostRules } from './host-patterns.ts';
import { modeEntries } from './mode-entries.ts';
import { openOnboarding } from './onboarding/onboarding.ts';
import type { upOptions } from './options.ts';
import { planeBeside, planeHere } from './plane.ts';
import { checkTrustedFile } from './trusted-file.ts';

type UpValues = Values<typeof upOptions>;

/** From SIGTERM to the end of the process, at most. */
const shutdownMs = 9_500;

const page = fileURLToPath(new URL('../../ui/dist', import.meta.url));

/** The data plane in this thread or in processes of its own, the collector in a worker beside it, until a signal ends them. Resolves to the exit code. */
export async function runUp(values: UpValues, operands: readonly string[]): Promise<number> {
  const shutdown = new Shutdown();
  const log = createLog({ format: values.log_format, level: values.log_level, service: 'weir' });
  try {
    const terminated = terminationSignal();
    await start(values, operands, shutdown, log);
    const signal = await terminated;
    log.event('info', 'stopping', { signal }, `${signal}: finishing what is open, for at most 10 s`);
  } finally {
    for (const { name, error } of await shutdown.run(shutdownMs)) log.event('warn', 'stop-failed', { part: name }, `${name} did not end in order: ${firstLine(error)}`);
  }
  return 0;
}

/** What can be wrong is found before a port is opened; the ports of the proxies are opened last. */
async function start(values: UpValues, operands: readonly string[], shutdown: Shutdown, log: Log): Promise<void> {
  const modes = modeEntries(values, operands);
  hostRules(values);
  const trusted = values.ssl_verify_upstream_trusted_ca;
  if (trusted !== undefined) checkTrustedFile('--ssl-verify-upstream-trusted-ca', trusted);
  const access = openAccess(values, log);
  tellUnasked(values, log);
  const home = openHome(values.home);
  const token = values.api_token ?? ensureToken(home.tokenFile);
  const certs = openAuthority(home.authority);
  const hasPage = existsSync(page);

  const { workers } = values;
  const settings = collectorSettings(values, home.store, { ...values.api, token }, hasPage);
  const collector = new CollectorThread(settings, captureBytes * workers!, log);
  const { publisher } = collector;
  const plane = workers === 1
    ? planeHere({ modes, values, publisher, certs, local: openOnboarding(values, home.authority), access, log, producer: hostname() })
    : await planeBeside(modes, { values: { ...values, api_token: undefined }, authority: home.authority }, { producers: producers(workers!), publisher, log });
  // Each process has its own.
  if (workers !== 1) await access.close();
  const api = await collector.start();
  shutdown.defer('collector', (signal) => collector.stop(signal));
  shutdown.defer('bus', () => publisher.close());
  plane.defer(shutdown);

  const listening = await plane.listen(Number(new URL(api).port || 80));
  collector.listeners(listening);
  const announcement = { listening, api, token, givenToken: values.api_token !== undefined, home: home.directory, authority: certs.certificateFile, page: hasPage };
  process.stdout.write(values.log_format === 'json' ? announceJson(announcement) : announceText(announcement));
}

/** A store tells processes apart by these names, and after a crash the next by the same name. */
function producers(workers: number): readonly string[] {
  return Array.from({ length: workers }, (_, index) => `${hostname()}-worker-${index + 1}`);
}

function collectorSettings(values: UpValues, storePath: string, api: { readonly host: string; readonly port: number; readonly token: string }, hasPage: boolean): CollectorSettings {
  const { retention_age: days, retention_bytes: maxBytes } = values;
  return {
    storePath,
    api: { ...api, hosts: values.api_hosts },
    ...(hasPage ? { uiDirectory: page } : {}),
    logLevel: values.log_level,
    logFormat: values.log_format,
    retention: { ...(days === undefined ? {} : { ageMs: days * 86_400_000 }), ...(maxBytes === undefined ? {} : { maxBytes }) },
  };
}
