import type { FastifyInstance } from 'fastify';
import { bodyRoutes } from './bodies.ts';
import type { ApiContext } from './context.ts';
import { exportRoutes } from './export.ts';
import { flowRoutes } from './flows.ts';
import { healthRoutes } from './health.ts';
import { listenerRoutes } from './listeners.ts';
import { lossRoutes } from './loss.ts';
import { messageRoutes } from './messages.ts';
import { metricsRoutes } from './metrics.ts';
import { openapiRoutes } from './openapi.ts';
import { pageRoutes } from './page.ts';
import { statsRoutes } from './stats.ts';
import { tailRoutes } from './tail.ts';

/** Every route of the API. openapi-document.ts describes them. */
export function registerRoutes(app: FastifyInstance, context: ApiContext): void {
  for (const routes of [flowRoutes, bodyRoutes, messageRoutes, tailRoutes, exportRoutes, statsRoutes, lossRoutes, listenerRoutes,
    healthRoutes, metricsRoutes, openapiRoutes, pageRoutes]) routes(app, context);
}
