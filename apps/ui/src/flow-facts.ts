import type { FlowJson, PeerJson, RequestJson, ResponseJson } from '@weir/flow';
import { formatDuration } from './format.ts';
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
    ['Started', flow.startedAt],
    ['Ended', flow.endedAt],
    ['Duration', flow.durationMs === undefined ? undefined : formatDuration(flow.durationMs)],
  ]);
}

/** Address and TLS of one side. */
export function connectionFacts(peer: PeerJson): readonly Fact[] {
  const { tls } = peer;
  const certificate = tls?.certificate;
  return present([
    ['Address', endpoint(peer)],
    ['IP', peer.ip === peer.address ? undefined : peer.ip],
    ['Via', peer.via],
    ['TLS', tls === undefined ? 'none' : [tls.version, tls.cipher].filter((part) => part !== '').join(', ')],
    ['ALPN', tls?.alpn],
    ['SNI', tls?.sni],
    ['Certificate', certificate?.subject],
    ['Issuer', certificate?.issuer],
    ['Valid until', certificate?.notAfter],
    ['Names', certificate?.names.join(', ')],
  ]);
}

function present(facts: readonly (readonly [string, string | undefined])[]): readonly Fact[] {
  return facts.filter((fact): fact is Fact => fact[1] !== undefined && fact[1] !== '');
}
