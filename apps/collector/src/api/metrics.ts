import type { FastifyInstance } from 'fastify';
import { PROMETHEUS_TYPE } from '@weir/telemetry';
import type { ApiContext } from './context.ts';

export function metricsRoutes(app: FastifyInstance, { metrics }: ApiContext): void {
  app.get('/metrics', async (_request, reply) => reply.header('content-type', PROMETHEUS_TYPE).send(await metrics()));
}
