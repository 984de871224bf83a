import type { FastifyInstance } from 'fastify';
import { QueryParameters } from '../query-parameters.ts';
import type { ApiContext } from './context.ts';
import { flowId, noFlow } from './flows.ts';

export function messageRoutes(app: FastifyInstance, { store }: ApiContext): void {
  app.get<{ Params: { id: string } }>('/api/v1/flows/:id/messages', (request) => {
    const parameters = new QueryParameters(request.query, ['limit', 'cursor']);
    const page = store.messages(flowId(request.params.id), parameters.page());
    if (page === undefined) throw noFlow();
    return page;
  });
}
