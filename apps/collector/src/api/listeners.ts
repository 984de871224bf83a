import type { FastifyInstance } from 'fastify';
import { QueryParameters } from '../query-parameters.ts';
import type { ApiContext } from './context.ts';

export function listenerRoutes(app: FastifyInstance, { listeners }: ApiContext): void {
  app.get('/api/v1/listeners', (request) => {
    new QueryParameters(request.query, []);
    return { listeners: listeners() };
  });
}
