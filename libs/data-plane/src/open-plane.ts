import { hostname } from 'node:os';
import type { Publisher } from '@weir/bus';
import { randomKey } from '@weir/redaction';
import { flagOf, openHome, type Home, type Log } from '@weir/service';
import { openAccess, tellUnasked } from './access.ts';
import { openAuthority } from './authority.ts';
import { caSettings } from './ca-settings.ts';
import { captureBytes } from './data-plane.ts';
import { hostRules } from './host-patterns.ts';
import { modeEntries } from './mode-entries.ts';
import { openOnboarding } from './onboarding/onboarding.ts';
import type { PlaneValues } from './options.ts';
import { planeBeside, planeHere, type Plane } from './plane.ts';
import { addresses, openPlaneAuthority } from './plane-authority.ts';
import { openRedaction } from './redaction.ts';
import { checkTrustedFile } from './trusted-file.ts';

/** A data plane whose options are sound, before it has opened a port or begun to capture. */
export interface PreparedPlane {
  readonly home: Home;
  /** The file of the authority's certificate; undefined where a service signs. */
  readonly certificateFile: string | undefined;
  /** Where the authority is, for people: that file, or the service's addresses. */
  readonly authority: string;
  /** What its recorders may hold, all together: the bound of their publisher, in bytes. */
  readonly captureBytes: number;
  /** In this thread, or with `workers` in processes of their own. Rejects with RuntimeFailure where a port is in use. `flushMs` is planeHere's. */
  open(publisher: Publisher, flushMs?: number): Promise<Plane>;
}

/**
 * Finds what is wrong with the options: ConfigError for their words, RuntimeFailure for what they name. Makes the home and, unless a service signs, the authority where there are none.
 * `producer` is the name in its flows, which no other data plane has that a store hears of.
 */
export function preparePlane(given: PlaneValues, operands: readonly string[], log: Log, producer = hostname()): PreparedPlane {
  // All processes hash alike, and one that replaces another as that did.
  const values = { ...given, redact_key: given.redact_key ?? randomKey() };
  const modes = modeEntries(values, operands);
  hostRules(values);
  const redaction = openRedaction(values);
  const trusted = values.ssl_verify_upstream_trusted_ca;
  if (trusted !== undefined) checkTrustedFile('--ssl-verify-upstream-trusted-ca', trusted);
  const access = openAccess(values, log);
  tellUnasked(values, log);
  const ca = caSettings(values);
  const home = openHome(values.home);
  const certs = ca === undefined ? openAuthority(home.authority) : undefined;
  if (redaction !== undefined) log.event('info', 'redaction', { key: redaction.keyId, given: given.redact_key !== undefined }, `redacted values are hashes under the key ${redaction.keyId}${given.redact_key === undefined ? `, of this run alone: give ${flagOf('redact_key')} to compare them with those of others` : ''}`);
  const workers = values.workers!;
  return {
    home,
    certificateFile: certs?.certificateFile,
    authority: certs?.certificateFile ?? addresses(ca!),
    captureBytes: captureBytes * workers,
    open: async (publisher, flushMs) => {
      if (workers === 1) {
        const authority = await openPlaneAuthority(values, home.authority, log, certs);
        return planeHere({ modes, values, publisher, authority, local: openOnboarding(values, authority), access, log, producer, flushMs });
      }
      // Each process has its own.
      await access.close();
      return planeBeside(modes, { values, authority: home.authority }, { producers: producers(producer, workers), publisher, log });
    },
  };
}

/** A store tells processes apart by these names, and after a crash the next by the same name. */
function producers(producer: string, workers: number): readonly string[] {
  return Array.from({ length: workers }, (_, index) => `${producer}-worker-${index + 1}`);
}
