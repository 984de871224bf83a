import { Buffer } from 'node:buffer';
import type { FlowJson, FlowRecord, HeaderJson, MessageJson } from '@weir/flow';
import type { Finding, Redaction } from '@weir/redaction';

/** What a store has of a flow besides what the API lists. */
export interface StoredParts {
  /** As it was captured, its codings not undone. */
  body(side: 'request' | 'response'): Promise<{ readonly bytes: Uint8Array; readonly truncated: boolean }>;
  messages(): AsyncIterable<MessageJson>;
}

/** What the rules would have done to a flow, and nothing of its values. */
export interface WouldChange {
  /** By place and rule, in the order of the flow. */
  readonly values: readonly (Finding & { readonly count: number })[];
  /** Bodies and messages that could not have been read, and would not have been kept. */
  readonly dropped: readonly { readonly where: string; readonly bytes: number; readonly count: number }[];
}

/** Does to a stored flow what capture does to one that passes, with the rules as they are now. */
export class DryRun {
  readonly #redaction: Redaction;
  readonly #maxBytes: number;
  #found = new Map<string, Finding & { count: number }>();

  /** `open` makes the redaction, which tells what it finds; `maxBytes`: longer bodies and messages cannot be read. */
  constructor(open: (onFinding: (finding: Finding) => void) => Redaction, maxBytes: number) {
    this.#redaction = open((finding) => this.#add(finding));
    this.#maxBytes = maxBytes;
  }

  async look(flow: FlowJson, parts: StoredParts): Promise<WouldChange> {
    this.#found = new Map();
    this.#redaction.record(recordOf(flow));
    const dropped: { where: string; bytes: number; count: number }[] = [];
    for (const side of ['request', 'response'] as const) {
      const message = flow[side];
      if (message === undefined || message.body.captured === 0) continue;
      const headers = octetsOf(message.headers);
      if (!this.#redaction.holds(headers, new Uint8Array(0))) continue;
      const { bytes, truncated } = await parts.body(side);
      if (!this.#redaction.holds(headers, bytes)) continue;
      const isRead = !truncated && bytes.length <= this.#maxBytes && this.#redaction.body(side === 'request' ? 0 : 1, headers, [bytes]) !== undefined;
      if (!isRead) dropped.push({ where: `${side} body`, bytes: message.body.size, count: 1 });
    }
    if (flow.type === 'http' && flow.messages !== undefined) dropped.push(...await this.#inMessages(parts));
    return { values: [...this.#found.values()], dropped };
  }

  async #inMessages(parts: StoredParts): Promise<{ where: string; bytes: number; count: number }[]> {
    const dropped = new Map<string, { where: string; bytes: number; count: number }>();
    for await (const { from, kind, size, data } of parts.messages()) {
      const bytes = Buffer.from(data, 'base64');
      // Of a message that was cut, what was kept can tell nothing.
      if (bytes.length === 0) continue;
      const isRead = bytes.length >= Math.min(size, this.#maxBytes) && this.#redaction.message(from === 'client' ? 0 : 1, kind, bytes) !== undefined;
      if (isRead) continue;
      const where = `${from} message`;
      const entry = dropped.get(where) ?? { where, bytes: 0, count: 0 };
      dropped.set(where, { where, bytes: entry.bytes + size, count: entry.count + 1 });
    }
    return [...dropped.values()];
  }

  #add(finding: Finding): void {
    const key = `${finding.where}\n${finding.rule}`;
    const entry = this.#found.get(key);
    if (entry === undefined) this.#found.set(key, { ...finding, count: 1 });
    else entry.count++;
  }
}

/** As capture has it, as far as rules look at it. */
function recordOf({ request, response, error }: FlowJson): FlowRecord {
  const body = { size: 0, captured: 0, parts: [] };
  return {
    id: new Uint8Array(16), type: 'http', state: 'complete', revision: 1, mode: '', startedAtUs: 0, endedAtUs: 0, client: { address: '', port: 0 }, server: undefined,
    request: request && {
      ...request, path: octets(request.path), authority: request.authority && octets(request.authority), headers: octetsOf(request.headers), trailers: octetsOf(request.trailers), body,
    },
    response: response && { ...response, headers: octetsOf(response.headers), trailers: octetsOf(response.trailers), body, startedAtUs: 0 },
    messages: undefined,
    error: error && { ...error },
  };
}

function octetsOf(headers: readonly HeaderJson[]): string[] {
  return headers.flatMap(([name, value]) => [octets(name), octets(value)]);
}

function octets(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
