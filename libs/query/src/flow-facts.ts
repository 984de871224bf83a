import type { FlowJson, HeaderJson, PeerJson } from '@weir/flow';

interface Workload {
  readonly namespace?: string;
  readonly pod?: string;
  readonly serviceAccount?: string;
  readonly node?: string;
}

/** Fields of the query API's Flow that not every producer fills, and FlowJson may not name. */
interface Extras {
  readonly websocket?: object;
  readonly dns?: {
    readonly rcode?: string;
    readonly questions?: readonly { readonly name: string; readonly type?: string; readonly class?: string }[];
    readonly answers?: readonly { readonly name: string; readonly type?: string; readonly ttl?: number; readonly data?: string }[];
  };
  readonly tags?: Readonly<Record<string, string>>;
  readonly client: { readonly workload?: Workload };
  readonly server?: { readonly workload?: Workload };
}

/** Asset content types of `~a`, as mitmproxy lists them: scripts, style sheets, images, fonts. */
const asset = /text\/javascript|application\/x-javascript|application\/javascript|text\/css|image\/|font\/|application\/font/i;

/*
 * What the operators of the filter language look at, one function a fact. The predicate and a store's columns both use them,
 * so that history is searched with the meaning that the live tail has. undefined: the flow has no such thing.
 */

/** `~u`: the URL, or the first question's name. */
export function urlOf(flow: FlowJson): string | undefined {
  if (flow.type === 'http') return flow.request?.url;
  return flow.type === 'dns' ? extras(flow).dns?.questions?.[0]?.name : undefined;
}

/** `~d`: the target's host, and the host that the client named where it is another one. */
export function hostOf(flow: FlowJson): string | undefined {
  return flow.type === 'http' ? flow.request?.host : undefined;
}

export function namedHostOf(flow: FlowJson): string | undefined {
  const authority = flow.type === 'http' ? flow.request?.authority : undefined;
  if (authority === undefined) return undefined;
  const named = authority.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  return named === flow.request?.host ? undefined : named;
}

/** `~m`: of HTTP alone, as in mitmproxy. */
export function methodOf(flow: FlowJson): string | undefined {
  return flow.type === 'http' ? flow.request?.method : undefined;
}

/** `~src` and `~dst`: `address:port`, IPv6 in brackets. */
export function endpointOf(peer: PeerJson | undefined): string | undefined {
  if (peer === undefined) return undefined;
  return `${peer.address.includes(':') ? `[${peer.address}]` : peer.address}:${peer.port}`;
}

/** `~q` and `~s`: http and dns flows have a response or have none; others are neither. */
export function responseOf(flow: FlowJson): boolean | undefined {
  if (flow.type === 'http') return flow.response !== undefined;
  return flow.type === 'dns' ? extras(flow).dns?.rcode !== undefined : undefined;
}

/** `~websocket`: an http flow that went on as a WebSocket; only those have messages (RFC 6455, RFC 8441). */
export function isWebsocket(flow: FlowJson): boolean {
  if (flow.type !== 'http') return false;
  if (extras(flow).websocket !== undefined || flow.messages !== undefined) return true;
  return flow.response?.status === 101 && (valuesOf(flow.response.headers, 'upgrade')).some((value) => /\bwebsocket\b/i.test(value));
}

/** `~a`. */
export function isAsset(flow: FlowJson): boolean {
  return contentTypesOf(flow, 'response').some((value) => asset.test(value));
}

/** `~t`: every Content-Type of one side. */
export function contentTypesOf(flow: FlowJson, side: 'request' | 'response'): readonly string[] {
  const head = flow.type === 'http' ? flow[side] : undefined;
  return head ? valuesOf(head.headers, 'content-type') : [];
}

/** `~h`: one side's headers as lines; undefined where that side said nothing. */
export function headerBlockOf(flow: FlowJson, side: 'request' | 'response'): string | undefined {
  const head = flow.type === 'http' ? flow[side] : undefined;
  if (!head) return undefined;
  let block = '';
  for (const [name, value] of head.headers) block += `${name}: ${value}\r\n`;
  return block;
}

/** `~ns ~pod ~sa ~node`: of the client's and the server's workload. */
export function workloadOf(flow: FlowJson, field: keyof Workload): readonly string[] {
  const { client, server } = extras(flow);
  return [client.workload?.[field], server?.workload?.[field]].filter((value) => value !== undefined);
}

/** `~meta`: the tags, `name: value` a line. */
export function tagLinesOf(flow: FlowJson): string {
  return Object.entries(extras(flow).tags ?? {}).map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** `~b` of a dns flow: its message in text. */
export function dnsTextOf(flow: FlowJson, side: 'request' | 'response'): string | undefined {
  const dns = flow.type === 'dns' ? extras(flow).dns : undefined;
  if (!dns) return undefined;
  if (side === 'request') return (dns.questions ?? []).map((q) => `${q.name} ${q.class ?? ''} ${q.type ?? ''}`).join('\n');
  if (dns.rcode === undefined) return undefined;
  return [dns.rcode, ...(dns.answers ?? []).map((a) => `${a.name} ${a.ttl ?? ''} ${a.type ?? ''} ${a.data ?? ''}`)].join('\n');
}

/** Every value of a header; `name` in lower case. */
export function valuesOf(headers: readonly HeaderJson[], name: string): string[] {
  const values: string[] = [];
  for (const [key, value] of headers) {
    if (key.length === name.length && key.toLowerCase() === name) values.push(value);
  }
  return values;
}

function extras(flow: FlowJson): Extras {
  return flow as Extras;
}
