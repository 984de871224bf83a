import type { FastifyInstance } from 'fastify';
import { TestApi } from '../../test/test-api.ts';
import type { ApiContext } from './context.ts';
import { openapiDocument } from './openapi-document.ts';
import { registerRoutes } from './routes.ts';

test('describes every route, and no other', async () => {
  const described = Object.entries(openapiDocument.paths).flatMap(([path, calls]) => Object.keys(calls).map((method) => `${method.toUpperCase()} ${path}`));
  const registered: string[] = [];
  const recorder = { get: (path: string) => registered.push(`GET ${path.replace(/:(\w+)/g, '{$1}')}`) };
  await using api = new TestApi();
  registerRoutes(recorder as unknown as FastifyInstance, { uiDirectory: undefined } as ApiContext);
  expect(registered.sort()).toEqual(described.sort());
  expect((await api.get('/openapi.json', {})).json()).toEqual(openapiDocument);
});

test('every reference leads somewhere', () => {
  const text = JSON.stringify(openapiDocument);
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) expect(Object.keys(openapiDocument.components.schemas)).toContain(name);
});
