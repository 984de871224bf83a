import { wire } from '@weir/ca-api';
import { parseTime } from '@weir/query';
import { ConfigError } from '@weir/service';
import type { CaClient } from './ca-client.ts';
import type { CaValues } from './options.ts';

const kinds = new Map<number, string>([[wire.IssuanceKind.ISSUANCE_KIND_LEAF, 'leaf'], [wire.IssuanceKind.ISSUANCE_KIND_INTERMEDIATE, 'intermediate'], [wire.IssuanceKind.ISSUANCE_KIND_CLIENT, 'client']]);

/** Prints what was issued, one a line, oldest first. */
export async function printIssued(client: Pick<CaClient, 'issuances'>, { caller, host, since, count, follow, json }: CaValues): Promise<void> {
  const request = { since: since === undefined ? 0 : sinceMs(since, Date.now()), caller: caller ?? '', name: host ?? '', limit: count!, follow };
  for await (const issuance of client.issuances(request)) process.stdout.write(`${json ? JSON.stringify(issuanceJson(issuance)) : issuanceLine(issuance)}\n`);
}

/** A time as `weir flows --since` takes it, in milliseconds since the epoch. Throws ConfigError. */
export function sinceMs(text: string, now: number): number {
  const us = parseTime(text, now * 1000);
  if (us === undefined) throw new ConfigError(`--since: ${JSON.stringify(text)} is no time: expected 2026-11-23T10:00:00Z, or 15m (s, m, h, d, w)`);
  // The contract has whole milliseconds that are not negative: who asks for a part of one gets the whole of it.
  return Math.max(0, Math.floor(us / 1000));
}

export function issuanceLine({ time, caller, kind, names, serialNumber, notAfter }: wire.Issuance): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `${iso(time)}  ${caller.padEnd(12)}  ${(kinds.get(kind) ?? '?').padEnd(12)}  ${names.slice(0, 3).join(' ')}${more}  until ${iso(notAfter).slice(0, 16)}Z  ${serialNumber}`;
}

/** With words for the kind and times as ISO 8601. */
export function issuanceJson({ kind, time, notAfter, ...rest }: wire.Issuance): object {
  return { ...rest, kind: kinds.get(kind) ?? 'unknown', time: iso(time), notAfter: iso(notAfter) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
