import type { FlowJson, PeerJson, RequestJson, ResponseJson } from '@weir/flow';
import { formatBytes, formatDuration, formatFromNow, formatInstant } from './format.ts';
import { endpoint } from './row.ts';

export type Fact = readonly [name: string, value: string];

export function requestLine(request: RequestJson): string {
  return `${request.method} ${request.url} ${request.httpVersion}`;
}

export function statusLine(response: ResponseJson): string {
  return `${response.httpVersion} ${response.status} ${response.reason}`.trimEnd();
}

export function timingFacts(flow: FlowJson): readonly Fact[] {
  return present([
    ['Started', formatInstant(flow.startedAt)],
    ['Ended', flow.endedAt === undefined ? undefined : formatInstant(flow.endedAt)],
    ['Duration', flow.durationMs === undefined ? undefined : formatDuration(flow.durationMs)],
  ]);
}

/** In one line: what is asked about most. */
export function summaryFacts(flow: FlowJson): readonly string[] {
  const { response, durationMs, messages, client, server } = flow;
  const bytes = response?.body.size ?? messages?.bytes;
  return [
    (response ?? flow.request)?.httpVersion,
    bytes === undefined ? undefined : formatBytes(bytes),
    durationMs === undefined ? undefined : formatDuration(durationMs),
    (server?.tls ?? client.tls)?.version,
    flow.mode,
  ].filter((fact): fact is string => fact !== undefined && fact !== '');
}

/** Address and TLS of one side; `failed`: TLS was begun and came to nothing. */
export function connectionFacts(peer: PeerJson, failed = false): readonly Fact[] {
  const { tls } = peer;
  return present([
    ['Address', endpoint(peer)],
    ['IP', peer.ip === peer.address ? undefined : peer.ip],
    ['Via', peer.via],
    ['TLS', tls === undefined ? (failed ? 'handshake failed' : 'none') : [tls.version, tls.cipher].filter((part) => part !== '').join(', ')],
    ['ALPN', tls?.alpn],
    ['SNI', tls?.sni],
  ]);
}

export function certificateFacts(peer: PeerJson | undefined, now: Date): readonly Fact[] {
  const certificate = peer?.tls?.certificate;
  return certificate === undefined ? [] : present([
    ['Subject', certificate.subject],
    ['Issuer', certificate.issuer],
    ['Valid until', validity(certificate.notAfter, now)],
    ['Names', certificate.names.join(', ')],
  ]);
}

function validity(notAfter: string, now: Date): string | undefined {
  if (notAfter === '') return undefined;
  const distance = formatFromNow(notAfter, now);
  return `${formatInstant(notAfter)} (${distance.endsWith('ago') ? `expired ${distance}` : distance})`;
}

function present(facts: readonly (readonly [string, string | undefined])[]): readonly Fact[] {
  return facts.filter((fact): fact is Fact => fact[1] !== undefined && fact[1] !== '');
}
