import fastifyCookie from '@fastify/cookie';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { firstLine } from '@weir/service';
import { TOKEN_COOKIE } from '../auth.ts';
import { asProblem, Problem, PROBLEM_TYPE } from '../problem.ts';
import type { ApiContext } from './context.ts';
import { registerRoutes } from './routes.ts';

/** The query API, not yet listening. */
export function createServer(context: ApiContext): FastifyInstance {
  const app = fastify({
    logger: false,
    // Nothing here takes a body, and a request is one small head.
    bodyLimit: 1024,
    requestTimeout: 10_000,
    keepAliveTimeout: 15_000,
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, connectionsCheckingInterval: 5_000 },
    routerOptions: { maxParamLength: 64 },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => { sendProblem(context, error, request, reply as FastifyReply); },
  });
  app.server.maxConnections = 512;
  app.register(fastifyCookie);
  app.addHook('onRequest', async (request, reply) => {
    context.counters.requests++;
    reply.headers(commonHeaders);
    checkHost(context, request);
    checkToken(context, request, reply);
  });
  app.setErrorHandler((error, request, reply) => sendProblem(context, error, request, reply));
  app.setNotFoundHandler((request, reply) => sendProblem(context, new Problem(404, 'Nothing is here'), request, reply));
  registerRoutes(app, context);
  return app;
}

/** On every answer; the page and its files have a policy of their own instead. */
const commonHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

function checkHost({ hostCheck }: ApiContext, request: FastifyRequest): void {
  const { host, origin } = request.headers;
  if (!hostCheck.allowsHost(host, request.socket.localAddress)) {
    throw new Problem(403, 'Unknown Host', `the API is not known as ${JSON.stringify(host ?? '')}; api_hosts can add names`);
  }
  if (!hostCheck.allowsOrigin(origin, host)) throw new Problem(403, 'Foreign Origin', 'the API answers no other site; api_hosts can add names');
}

const openPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/openapi.json']);

function checkToken({ auth, openMetrics }: ApiContext, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.routeOptions.url;
  if (path !== undefined && (openPaths.has(path) || (openMetrics && path === '/metrics'))) return;
  // That route takes the token out of the URL and checks it there.
  if (path === '/' && (request.query as { readonly token?: unknown }).token !== undefined) return;
  if (auth.admits(request.headers.authorization, request.cookies[TOKEN_COOKIE])) return;
  reply.header('www-authenticate', 'Bearer realm="weir"');
  throw new Problem(401, 'A token is needed', 'send Authorization: Bearer TOKEN, or open the link that Weir printed when it started');
}

function sendProblem({ log }: ApiContext, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = asProblem(error);
  if (problem.status === 500) {
    const fields = { method: request.method, route: request.routeOptions.url, error: firstLine(error) };
    log.event('error', 'request-failed', fields, `a request failed: ${fields.error}`);
  }
  // Also for what fails before any hook runs, such as a URL that cannot be decoded.
  reply.headers(commonHeaders).code(problem.status);
  if (wantsPage(request)) return reply.type('text/html; charset=utf-8').send(page(problem));
  // Serialised here: fastify would add a charset, which JSON has none of (RFC 8259, section 11).
  return reply.header('content-type', PROBLEM_TYPE).send(Buffer.from(JSON.stringify(problem.document())));
}

/** Someone who opened the page without the link is told in words. */
function wantsPage(request: FastifyRequest): boolean {
  return request.routeOptions.url === '/' && (request.headers.accept ?? '').includes('text/html');
}

function page(problem: Problem): string {
  const said = `<h1>${escape(problem.title)}</h1><p>${escape(problem.message)}</p>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Weir</title>${said}</html>\n`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
