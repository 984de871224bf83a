import type { FastifyInstance } from 'fastify';
import type { ApiContext } from './context.ts';

export function metricsRoutes(app: FastifyInstance, { counters }: ApiContext): void {
  app.get('/metrics', (_request, reply) => reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(counters.text()));
}
