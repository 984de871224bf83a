import type { FlowJson, LossJson, MessageJson } from '@weir/flow';
import type { AppendResult, FlowQuery, FlowStore, StatsJson, StatsQuery, StoredBody } from '@weir/store';

/** A store in an array, newest first, that remembers how it was asked. */
export class FakeStore implements FlowStore {
  flows: FlowJson[] = [];
  bodies = new Map<string, StoredBody>();
  messageList = new Map<string, MessageJson[]>();
  queries: (FlowQuery | StatsQuery)[] = [];
  appended: Uint8Array[] = [];
  /** What `append` does with each batch: throws, or says what changed. */
  onAppend: (batches: readonly Uint8Array[]) => readonly FlowJson[] = () => [];
  closed = false;
  retained: object[] = [];
  /** What `retain` answers, in turn; then 0. */
  drops: number[] = [];

  append(batches: readonly Uint8Array[]): AppendResult {
    const changed = this.onAppend(batches);
    this.appended.push(...batches);
    return { count: changed.length, changed };
  }

  find(query: FlowQuery): { flows: FlowJson[]; next?: string } {
    this.queries.push(query);
    const start = Number(query.cursor ?? 0);
    const end = start + query.limit;
    return { flows: this.flows.slice(start, end), ...(end < this.flows.length ? { next: String(end) } : {}) };
  }

  get(id: string): FlowJson | undefined {
    return this.flows.find((flow) => flow.id === id);
  }

  body(id: string, side: 'request' | 'response'): StoredBody | undefined {
    return this.bodies.get(`${id} ${side}`);
  }

  messages(id: string, page: { readonly limit: number; readonly cursor?: string }): { messages: MessageJson[]; next?: string } | undefined {
    const all = this.messageList.get(id);
    if (all === undefined) return undefined;
    const start = Number(page.cursor ?? 0);
    const end = start + page.limit;
    return { messages: all.slice(start, end), ...(end < all.length ? { next: String(end) } : {}) };
  }

  stats(query: StatsQuery): StatsJson {
    this.queries.push(query);
    return { groups: [] };
  }

  loss(): LossJson {
    return { captured: 3, stored: 2, lost: [{ producer: 'p', reason: 'crash', count: null }] };
  }

  retain(limits: object): number {
    this.retained.push(limits);
    return this.drops.shift() ?? 0;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

/** The n-th flow's id. */
export function idOf(n: number): string {
  return n.toString().padStart(26, '0');
}

export function aFlow(n: number, host = 'example.com'): FlowJson {
  return {
    id: idOf(n), type: 'http', state: 'complete', revision: 1, mode: 'regular', producer: 'p', startedAt: '2026-11-24T10:00:00.000000Z',
    client: { address: '10.0.0.7', port: 51234 },
    request: {
      method: 'GET', scheme: 'http', host, port: 80, path: '/', url: `http://${host}/`, httpVersion: 'HTTP/1.1',
      headers: [], trailers: [], body: { size: 0, captured: 0, truncated: false },
    },
  };
}
