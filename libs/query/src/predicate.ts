import { octetsText, type FlowJson } from '@weir/flow';
import {
  contentTypesOf, dnsTextOf, endpointOf, headerBlockOf, hostOf, isAsset, isWebsocket, methodOf, namedHostOf, responseOf, tagLinesOf, urlOf,
  workloadOf,
} from './flow-facts.ts';
import type { Filter, FlagOperator, RegexTerm } from './filter.ts';
import { compileTerm, type TermRegex } from './term-regex.ts';
import { parseTime } from './time.ts';

/** What a flow carried, read only when a filter asks for it. */
export interface BodyAccess {
  /** With Content-Encoding undone as far as it can be; undefined where nothing was captured. */
  body(flow: FlowJson, side: 'request' | 'response'): Uint8Array | undefined;
  /** Of a tcp, udp or WebSocket flow, in order. */
  messages(flow: FlowJson): Iterable<CarriedMessage>;
}

export interface CarriedMessage {
  readonly from: 'client' | 'server';
  readonly data: Uint8Array;
}

/** Without an access nothing was captured. */
export type Predicate = (flow: FlowJson, access?: BodyAccess) => boolean;

/** For callers that have no bodies. */
export const noBodies: BodyAccess = { body: () => undefined, messages: () => [] };

/** Compiles a filter once, for many flows. Each call takes time linear in the text that its expressions look at. */
export function predicate(filter: Filter): Predicate {
  switch (filter.kind) {
    case 'and': return every(filter.of.map(predicate));
    case 'or': return some(filter.of.map(predicate));
    case 'not': return negated(predicate(filter.of));
    case 'flag': return flag(filter.operator);
    case 'regex': return regex(filter);
    case 'status': return (flow) => flow.type === 'http' && flow.response?.status === filter.status;
    case 'type': return (flow) => flow.type === filter.type;
    case 'state': return (flow) => flow.state === filter.state;
    case 'since': return (flow) => (parseTime(flow.startedAt, 0) ?? 0) >= filter.sinceUs;
  }
}

function every(of: readonly Predicate[]): Predicate {
  return (flow, access) => of.every((p) => p(flow, access));
}

function some(of: readonly Predicate[]): Predicate {
  return (flow, access) => of.some((p) => p(flow, access));
}

function negated(of: Predicate): Predicate {
  return (flow, access) => !of(flow, access);
}

function flag(operator: FlagOperator): Predicate {
  switch (operator) {
    case 'all': return () => true;
    case 'a': return isAsset;
    case 'e': return (flow) => flow.error !== undefined;
    case 'http': case 'tcp': case 'udp': case 'dns': return (flow) => flow.type === operator;
    case 'q': return (flow) => responseOf(flow) === false;
    case 's': return (flow) => responseOf(flow) === true;
    case 'websocket': return isWebsocket;
    // Weir marks and replays nothing.
    case 'marked': case 'replay': case 'replayq': case 'replays': return () => false;
  }
}

function regex(term: RegexTerm): Predicate {
  const re = compileTerm(term);
  switch (term.operator) {
    case 'u': return (flow) => found(re, urlOf(flow));
    case 'd': return (flow) => found(re, hostOf(flow)) || found(re, namedHostOf(flow));
    case 'm': return (flow) => found(re, methodOf(flow));
    case 'src': return (flow) => found(re, endpointOf(flow.client));
    case 'dst': return (flow) => found(re, endpointOf(flow.server));
    case 'mode': return (flow) => re.test(flow.mode);
    case 'h': return (flow) => found(re, headerBlockOf(flow, 'request')) || found(re, headerBlockOf(flow, 'response'));
    case 'hq': return (flow) => found(re, headerBlockOf(flow, 'request'));
    case 'hs': return (flow) => found(re, headerBlockOf(flow, 'response'));
    case 't': return (flow) => anyFound(re, contentTypesOf(flow, 'request')) || anyFound(re, contentTypesOf(flow, 'response'));
    case 'tq': return (flow) => anyFound(re, contentTypesOf(flow, 'request'));
    case 'ts': return (flow) => anyFound(re, contentTypesOf(flow, 'response'));
    case 'b':
      return (flow, access = noBodies) =>
        inBody(re, flow, access, 'request') || inBody(re, flow, access, 'response') || inMessages(re, flow, access);
    case 'bq': return (flow, access = noBodies) => inBody(re, flow, access, 'request') || inMessages(re, flow, access, 'client');
    case 'bs': return (flow, access = noBodies) => inBody(re, flow, access, 'response') || inMessages(re, flow, access, 'server');
    case 'ns': return (flow) => anyFound(re, workloadOf(flow, 'namespace'));
    case 'pod': return (flow) => anyFound(re, workloadOf(flow, 'pod'));
    case 'sa': return (flow) => anyFound(re, workloadOf(flow, 'serviceAccount'));
    case 'node': return (flow) => anyFound(re, workloadOf(flow, 'node'));
    case 'meta': return (flow) => re.test(tagLinesOf(flow));
    // No flow has a comment or a marker: as in mitmproxy, the expression then meets an empty text.
    case 'comment': case 'marker': return () => re.test('');
  }
}

function found(re: TermRegex, text: string | undefined): boolean {
  return text !== undefined && re.test(text);
}

function anyFound(re: TermRegex, texts: readonly string[]): boolean {
  return texts.some((text) => re.test(text));
}

function inBody(re: TermRegex, flow: FlowJson, access: BodyAccess, side: 'request' | 'response'): boolean {
  if (flow.type === 'dns') return found(re, dnsTextOf(flow, side));
  const head = flow.type === 'http' ? flow[side] : undefined;
  if (!head || head.body.captured === 0) return false;
  const bytes = access.body(flow, side);
  return bytes !== undefined && bytes.length > 0 && re.test(octetsText(bytes));
}

function inMessages(re: TermRegex, flow: FlowJson, access: BodyAccess, from?: 'client' | 'server'): boolean {
  if (flow.type === 'dns' || (flow.type === 'http' && !isWebsocket(flow))) return false;
  for (const message of access.messages(flow)) {
    if ((from === undefined || message.from === from) && re.test(octetsText(message.data))) return true;
  }
  return false;
}
