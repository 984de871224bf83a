import type { FastifyInstance } from 'fastify';
import type { StatsGroup } from '@weir/store';
import { QueryParameters } from '../query-parameters.ts';
import type { ApiContext } from './context.ts';
import { readRange } from './flows.ts';

export const statsGroups: readonly StatsGroup[] = ['host', 'status', 'method', 'mode', 'type', 'state', 'error', 'producer'];

export function statsRoutes(app: FastifyInstance, { store }: ApiContext): void {
  app.get('/api/v1/stats', (request) => {
    const parameters = new QueryParameters(request.query, ['filter', 'since', 'until', 'by', 'step']);
    const stepUs = parameters.duration('step', 1e6);
    return store.stats({ ...readRange(parameters), by: parameters.choices('by', statsGroups), ...(stepUs === undefined ? {} : { stepUs }) });
  });
}
