import type { FastifyInstance } from 'fastify';
import type { FlowQuery } from '@weir/store';
import { readFilter } from '../filter-parameter.ts';
import { Problem } from '../problem.ts';
import { QueryParameters } from '../query-parameters.ts';
import type { ApiContext } from './context.ts';

export function flowRoutes(app: FastifyInstance, { store }: ApiContext): void {
  app.get('/api/v1/flows', (request) => {
    const parameters = new QueryParameters(request.query, ['filter', 'since', 'until', 'limit', 'cursor']);
    return store.find({ ...readRange(parameters), ...parameters.page() });
  });

  app.get<{ Params: { id: string } }>('/api/v1/flows/:id', (request) => {
    new QueryParameters(request.query, []);
    const flow = store.get(flowId(request.params.id));
    if (flow === undefined) throw noFlow();
    return flow;
  });
}

/** `filter`, `since` and `until`, as each call that searches has them. */
export function readRange(parameters: QueryParameters): Pick<FlowQuery, 'filter' | 'sinceUs' | 'untilUs'> {
  const filter = readFilter(parameters.text('filter'));
  const sinceUs = parameters.time('since');
  const untilUs = parameters.time('until');
  return {
    ...(filter === undefined ? {} : { filter }),
    ...(sinceUs === undefined ? {} : { sinceUs }),
    ...(untilUs === undefined ? {} : { untilUs }),
  };
}

/** A ULID (Crockford's base 32) reads the same in lower case. What is none is no flow's id. */
export function flowId(text: string): string {
  if (!/^[0-7][0-9a-hjkmnp-tv-z]{25}$/i.test(text)) throw noFlow();
  return text.toUpperCase();
}

export function noFlow(): Problem {
  return new Problem(404, 'No such flow');
}
