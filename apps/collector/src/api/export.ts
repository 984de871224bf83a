import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { FlowQuery, FlowStore } from '@weir/store';
import { QueryParameters } from '../query-parameters.ts';
import type { ApiContext } from './context.ts';
import { readRange } from './flows.ts';

export function exportRoutes(app: FastifyInstance, { store }: ApiContext): void {
  app.get('/api/v1/export', { exposeHeadRoute: false }, (request, reply) => {
    const parameters = new QueryParameters(request.query, ['format', 'filter', 'since', 'until']);
    parameters.choices('format', ['jsonl']);
    return reply
      .header('content-type', 'application/jsonl; charset=utf-8')
      .header('content-disposition', 'attachment; filename="flows.jsonl"')
      .send(Readable.from(lines(store, readRange(parameters)), { objectMode: true, highWaterMark: 1 }));
  });
}

/** A page at a time, as the client takes them; other requests have their turn between pages. */
async function* lines(store: FlowStore, range: Pick<FlowQuery, 'filter' | 'sinceUs' | 'untilUs'>): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const page = store.find({ ...range, limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    if (page.flows.length > 0) yield page.flows.map((flow) => `${JSON.stringify(flow)}\n`).join('');
    cursor = page.next;
    await turn();
  } while (cursor !== undefined);
}
