import type { FastifyInstance } from 'fastify';
import { QueryParameters } from '../query-parameters.ts';
import type { ApiContext } from './context.ts';

export function lossRoutes(app: FastifyInstance, { store }: ApiContext): void {
  app.get('/api/v1/loss', (request) => {
    new QueryParameters(request.query, []);
    return store.loss();
  });
}
