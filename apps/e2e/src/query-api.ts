import type { FlowJson, LossJson, MessageJson } from '@weir/flow';
import { until } from './child.ts';

/** A program that answers the query API. */
export abstract class QueryApi {
  readonly token = 'e2e-token-0123456789';
  /** Where the API is, without a slash at its end. */
  api = '';
  /** The log so far, one JSON object a line. */
  abstract readonly log: string;

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.api}${path}`, { headers: { authorization: `Bearer ${this.token}`, ...headers } });
  }

  async flows(filter = ''): Promise<FlowJson[]> {
    const response = await this.get(`/api/v1/flows?limit=1000&filter=${encodeURIComponent(filter)}`);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return ((await response.json()) as { flows: FlowJson[] }).flows;
  }

  /** The flows that match once there are `count` of them and none is open, oldest first. */
  async settled(filter: string, count = 1): Promise<FlowJson[]> {
    let seen: FlowJson[] = [];
    return until(`${count} flows of ${filter}`, async () => {
      seen = await this.flows(filter);
      return seen.length >= count && seen.every((flow) => flow.state !== 'open') ? seen.reverse() : undefined;
    }).catch((error: Error) => { throw new Error(`${error.message}; seen: ${JSON.stringify(seen)}\n${this.log.split('\n').slice(-12).join('\n')}`); });
  }

  async body(flow: FlowJson, side: 'request' | 'response', query = ''): Promise<Buffer> {
    const response = await this.get(`/api/v1/flows/${flow.id}/${side}/body${query}`);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }

  async messages(flow: FlowJson): Promise<MessageJson[]> {
    return ((await (await this.get(`/api/v1/flows/${flow.id}/messages`)).json()) as { messages: MessageJson[] }).messages;
  }

  async loss(): Promise<LossJson> {
    return (await (await this.get('/api/v1/loss')).json()) as LossJson;
  }
}
