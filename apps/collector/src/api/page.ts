import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { TOKEN_COOKIE } from '../auth.ts';
import { Problem } from '../problem.ts';
import type { ApiContext } from './context.ts';

/** No inline script or style, nothing from elsewhere, no frame around it. `blob:` are captured images, drawn from bytes that the page has. */
export const PAGE_POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob:", "connect-src 'self'",
  "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');

/** The page at `/`, and the one place where a token may stand in a URL. */
export function pageRoutes(app: FastifyInstance, { auth, uiDirectory }: ApiContext): void {
  app.get<{ Querystring: { readonly token?: unknown } }>('/', (request, reply) => {
    const { token } = request.query;
    if (token !== undefined) {
      if (typeof token !== 'string' || !auth.accepts(token)) {
        throw new Problem(401, 'The token is wrong', 'open the link that Weir printed when it started');
      }
      const url = new URL(request.url, 'http://localhost');
      url.searchParams.delete('token');
      // Relative, so that it holds behind any name. The cookie ends with the browser's session.
      return reply
        .setCookie(TOKEN_COOKIE, token, { path: '/', httpOnly: true, sameSite: 'strict' })
        .redirect(`/${url.search}`, 303);
    }
    if (uiDirectory === undefined) throw new Problem(404, 'There is no page here', 'it was not built; the API is at /api/v1');
    return reply.sendFile('index.html');
  });
  if (uiDirectory === undefined) return;
  app.register(fastifyStatic, {
    root: uiDirectory,
    index: false,
    dotfiles: 'deny',
    // `vite build` puts a hash of the content into the names under assets/.
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', /[\\/]assets[\\/]/.test(path) ? 'private, max-age=31536000, immutable' : 'no-store');
      reply.header('content-security-policy', PAGE_POLICY);
    },
  });
}
