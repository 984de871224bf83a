import type { CertSource, LocalCerts } from '@weir/certs';
import type { Log } from '@weir/service';
import type { CaFigures } from '@weir/telemetry';
import { inItsWords, openAuthority } from './authority.ts';
import { tellCa } from './ca-log.ts';
import { caSettings, type CaSettings, type CaValues } from './ca-settings.ts';
import { directoryDownloads, rootDownloads, type AuthorityDownloads } from './onboarding/authority-downloads.ts';

/** Where a data plane's certificates come from. */
export interface PlaneAuthority {
  readonly certs: CertSource;
  /** What clients are to trust: the same value until that changes; undefined while it is not known. */
  trusted(): AuthorityDownloads | undefined;
  /** Undefined where there is nothing to tell: this process signs by itself. */
  figures(): CaFigures | undefined;
  close(): void;
}

/** The service that the options name, which need not be there, or the authority in `directory`, opened as `certs` where it is already. Rejects with ConfigError and RuntimeFailure. */
export async function openPlaneAuthority(values: CaValues, directory: string, log: Log, certs?: LocalCerts): Promise<PlaneAuthority> {
  const settings = caSettings(values);
  return settings === undefined ? authorityIn(directory, certs) : remoteAuthority(settings, log);
}

/** Throws RuntimeFailure. */
export function authorityIn(directory: string, certs = openAuthority(directory)): PlaneAuthority {
  const downloads = inItsWords(() => directoryDownloads(directory));
  return { certs, trusted: () => downloads, figures: () => undefined, close: () => undefined };
}

async function remoteAuthority(settings: CaSettings, log: Log): Promise<PlaneAuthority> {
  // gRPC takes 10 MB and 50 ms, which those without a service do not pay.
  const { openRemoteCerts } = await import('@weir/certs/remote');
  const { credentials } = settings;
  const where = addresses(settings);
  const certs = inItsWords(() => openRemoteCerts({ ...settings, now: Date.now, random: Math.random, onEvent: (event) => tellCa(event, where, credentials, log) }));
  let known = certs.roots();
  let downloads: AuthorityDownloads | undefined;
  return {
    certs,
    trusted: () => {
      const roots = certs.roots();
      if (roots.length === 0) return undefined;
      if (downloads === undefined || roots !== known) downloads = rootDownloads(roots);
      known = roots;
      return downloads;
    },
    figures: () => {
      const { issued, failed, connected } = certs.figures();
      return { issued, failed, connected };
    },
    close: () => certs.close(),
  };
}

/** Of all replicas, for people. */
export function addresses({ replicas }: Pick<CaSettings, 'replicas'>): string {
  return replicas.map(({ host, port }) => `https://${host.includes(':') ? `[${host}]` : host}:${port}`).join(', ');
}
