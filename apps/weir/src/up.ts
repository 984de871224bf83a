import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AuthorityError, openLocalCerts } from '@weir/certs';
import { ListenError } from '@weir/runtime';
import { createLog, firstLine, RuntimeFailure, Shutdown, terminationSignal, type Log, type Values } from '@weir/service';
import { announceJson, announceText } from './announcement.ts';
import { parseApiAddress } from './api-address.ts';
import { CollectorThread, type CollectorSettings } from './collector-thread.ts';
import type { Command } from './command.ts';
import { assembleDataPlane, captureBytes } from './data-plane.ts';
import { ensureToken, openHome } from './home.ts';
import { modeEntries } from './mode-entries.ts';
import { upOptions } from './options.ts';
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
  const apiAddress = parseApiAddress(values.api);
  const trusted = values.ssl_verify_upstream_trusted_ca;
  if (trusted !== undefined) checkTrustedFile('--ssl-verify-upstream-trusted-ca', trusted);
  const home = openHome(values.home);
  const token = values.api_token ?? ensureToken(home.tokenFile);
  const certs = openAuthority(home.authority);
  const hasPage = existsSync(page);

  const collector = new CollectorThread(collectorSettings(values, home.store, { ...apiAddress, token }, hasPage), captureBytes, log);
  const { proxy, recorder } = assembleDataPlane({ modes, values, publisher: collector.publisher, certs, log });
  const api = await collector.start();
  shutdown.defer('collector', (signal) => collector.stop(signal));
  shutdown.defer('bus', () => collector.publisher.close());
  shutdown.defer('capture', (signal) => recorder.close(signal));
  shutdown.defer('proxies', () => proxy.drain());

  const listening = await proxy.listen().catch((error: unknown) => {
    throw error instanceof ListenError ? new RuntimeFailure(error.message) : error;
  });
  collector.listeners(listening);
  const announcement = { listening, api, token, authority: certs.certificateFile, page: hasPage };
  process.stdout.write(values.log_format === 'json' ? announceJson(announcement) : announceText(announcement));
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

function openAuthority(directory: string): ReturnType<typeof openLocalCerts> {
  try {
    return openLocalCerts({ directory, now: Date.now });
  } catch (error) {
    throw error instanceof AuthorityError ? new RuntimeFailure(error.message) : error;
  }
}
