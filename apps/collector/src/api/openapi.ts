import type { FastifyInstance } from 'fastify';
import { openapiDocument } from './openapi-document.ts';

export function openapiRoutes(app: FastifyInstance): void {
  app.get('/openapi.json', () => openapiDocument);
}
