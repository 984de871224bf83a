import type { FastifyInstance } from 'fastify';
import { Problem } from '../problem.ts';
import type { ApiContext } from './context.ts';

/** For probes: they need no token and tell nothing. */
export function healthRoutes(app: FastifyInstance, { counters }: ApiContext): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', () => {
    const reasons = counters.notReady();
    if (reasons.length > 0) throw new Problem(503, 'Not ready', reasons.join('; '));
    return { status: 'ok' };
  });
}
