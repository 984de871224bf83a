import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createLog, firstLine, Shutdown, terminationSignal, type Log, type Values } from '@weir/service';
import { announceJson, announceText } from './announcement.ts';
import { openAuthority } from './authority.ts';
import { CollectorThread, type CollectorSettings } from './collector-thread.ts';
import type { Command } from './command.ts';
import { captureBytes } from './data-plane.ts';
import { ensureToken, openHome } from './home.ts';
import { modeEntries } from './mode-entries.ts';
import { upOptions } from './options.ts';
import { planeBeside, planeHere } from './plane.ts';
import { checkTrustedFile } from './trusted-file.ts';

type UpValues = Values<typeof upOptions>;

/** From SIGTERM to the end of the process, at most. */
const shutdownMs = 9_500;

const page = fileURLToPath(new URL('../../ui/dist', import.meta.url));

/** `weir up`: the data plane in this thread, the collector in a worker beside it. */
export const up: Command<typeof upOptions> = {
  name: 'up',
  operands: '',
  summary: 'run proxies that capture what passes, with the page and the query API',
  options: upOptions,
  notes: [
    'SIZE is a number of bytes, with k, m, g or t behind it (of 1024), or unlimited. --set name=value is --name value.',
    'Modes and the first minute: README.md. Clients that must trust the authority: docs/certificates.md. The API: docs/query-api.md.',
  ],
  examples: [
    ['weir up', 'an explicit proxy on port 8080'],
    ['weir up --mode regular@127.0.0.1:8888 --mode reverse:https://example.com@8443', 'one for this machine alone, and one that stands before example.com'],
    ['weir up --home /var/lib/weir --retention-age 7 --retention-bytes 10g --log-format json', 'to leave running'],
  ],
  async run(values, operands) {
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
  },
};

/** What can be wrong is found before a port is opened; the ports of the proxies are opened last. */
async function start(values: UpValues, operands: readonly string[], shutdown: Shutdown, log: Log): Promise<void> {
  const modes = modeEntries(values, operands);
  const trusted = values.ssl_verify_upstream_trusted_ca;
  if (trusted !== undefined) checkTrustedFile('--ssl-verify-upstream-trusted-ca', trusted);
  const home = openHome(values.home);
  const token = values.api_token ?? ensureToken(home.tokenFile);
  const certs = openAuthority(home.authority);
  const hasPage = existsSync(page);

  const { workers } = values;
  const settings = collectorSettings(values, home.store, { ...values.api, token }, hasPage);
  const collector = new CollectorThread(settings, captureBytes * workers!, log);
  const { publisher } = collector;
  const plane = workers === 1
    ? planeHere({ modes, values, publisher, certs, log, producer: hostname() })
    : await planeBeside(modes, { values: { ...values, api_token: undefined }, authority: home.authority }, { producers: producers(workers!), publisher, log });
  const api = await collector.start();
  shutdown.defer('collector', (signal) => collector.stop(signal));
  shutdown.defer('bus', () => publisher.close());
  plane.defer(shutdown);

  const listening = await plane.listen();
  collector.listeners(listening);
  const announcement = { listening, api, token, authority: certs.certificateFile, page: hasPage };
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
