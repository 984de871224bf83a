import type { FastifyInstance } from 'fastify';
import { liveMatch, readFilter } from '../filter-parameter.ts';
import { Problem } from '../problem.ts';
import { QueryParameters } from '../query-parameters.ts';
import type { ApiContext } from './context.ts';

export function tailRoutes(app: FastifyInstance, { tail, store }: ApiContext): void {
  // A HEAD of what never ends would never end.
  app.get('/api/v1/tail', { exposeHeadRoute: false }, (request, reply) => {
    const matches = liveMatch(readFilter(new QueryParameters(request.query, ['filter']).text('filter')), store);
    const response = reply.raw;
    const unsubscribe = tail.subscribe({
      get pendingBytes() { return response.writableLength; },
      write(text) {
        if (!response.headersSent) response.writeHead(200, { ...plainHeaders(reply.getHeaders()), ...streamHeaders });
        response.write(text);
      },
      end: () => response.end(),
    }, matches);
    if (unsubscribe === undefined) throw new Problem(503, 'Too many live tails', 'close one, or try again later');
    reply.hijack();
    response.on('close', unsubscribe);
  });
}

const streamHeaders = { 'content-type': 'text/event-stream; charset=utf-8' };

type ReplyHeaders = Readonly<Record<string, number | string | string[] | undefined>>;

function plainHeaders(headers: ReplyHeaders): Record<string, number | string | string[]> {
  return Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, number | string | string[]] => entry[1] !== undefined));
}
