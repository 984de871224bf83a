import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RuntimeFailure } from './config-error.ts';
import type { ListenAddress } from './listen-address.ts';

export interface HealthParts extends ListenAddress {
  /** What is not ready, in words for people, such as `the bus is not connected`; empty: the service is ready. Nothing secret: whoever reaches the port reads it. */
  readonly isReady: () => readonly string[];
  /** The Prometheus text format 0.0.4. */
  readonly metrics: () => Promise<string>;
}

export interface HealthListener {
  readonly address: string;
  readonly port: number;
  /** Takes no more requests; those under way have half a second. */
  close(): Promise<void>;
}

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json';
const lastAnswersMs = 500;

/**
 * Answers probes and scrapes: GET and HEAD of `/healthz` (200 while the process runs), `/readyz` (200, or 503 with the reasons as an RFC 9457
 * problem) and `/metrics`. It asks for no token, since a probe has none. Rejects with RuntimeFailure when it cannot listen.
 */
export async function startHealth(parts: HealthParts): Promise<HealthListener> {
  const pages = new HealthPages(parts);
  const server = createServer({
    maxHeaderSize: 8 * 1024, headersTimeout: 5_000, requestTimeout: 5_000, keepAliveTimeout: 15_000, connectionsCheckingInterval: 1_000,
  }, (request, response) => void pages.answer(request, response));
  // A kubelet and two scrapers have a few; more can only be a flood.
  server.maxConnections = 64;
  server.maxRequestsPerSocket = 1_000;
  await listen(server, parts);
  const { address, port } = server.address() as AddressInfo;
  return { address, port, close: () => close(server) };
}

interface Page {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

class HealthPages {
  readonly #parts: HealthParts;
  /** A reading that is under way is that of all who ask meanwhile. */
  #reading: Promise<string> | undefined;

  constructor(parts: HealthParts) {
    this.#parts = parts;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, type, text } = await this.#page(request);
    const body = Buffer.from(text);
    response.writeHead(status, { 'content-type': type, 'content-length': body.length, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    // To HEAD node:http sends no body, whatever it is given.
    response.end(body);
  }

  async #page(request: IncomingMessage): Promise<Page> {
    if (request.method !== 'GET' && request.method !== 'HEAD') return problem(404, 'Nothing is here', 'only GET and HEAD are answered');
    switch (request.url?.split('?', 1)[0]) {
      case '/healthz': return ok;
      case '/readyz': return this.#ready();
      case '/metrics': return this.#metrics();
      default: return problem(404, 'Nothing is here', 'there are /healthz, /readyz and /metrics');
    }
  }

  #ready(): Page {
    const reasons = this.#parts.isReady();
    return reasons.length === 0 ? ok : problem(503, 'Not ready', reasons.join('; '));
  }

  async #metrics(): Promise<Page> {
    this.#reading ??= this.#parts.metrics().finally(() => { this.#reading = undefined; });
    try {
      return { status: 200, type: METRICS_TYPE, text: await this.#reading };
    } catch {
      return problem(500, 'No metrics', 'the metrics cannot be read');
    }
  }
}

const ok: Page = { status: 200, type: 'text/plain; charset=utf-8', text: 'ok\n' };

function problem(status: number, title: string, detail: string): Page {
  return { status, type: PROBLEM_TYPE, text: JSON.stringify({ type: 'about:blank', title, status, detail }) };
}

function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(failure(error, host, port)));
    server.listen({ port, ...(host === '' ? {} : { host }) }, () => {
      server.removeAllListeners('error');
      // What can still fail is one connection that is not taken (EMFILE).
      server.on('error', () => undefined);
      resolve();
    });
  });
}

function failure(error: NodeJS.ErrnoException, host: string, port: number): RuntimeFailure {
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const said = `health and metrics cannot listen on ${where}`;
  if (error.code === 'EADDRINUSE') return new RuntimeFailure(`${said}: the port is in use; --health-listen chooses another`);
  if (error.code === 'EACCES') return new RuntimeFailure(`${said}: ports below 1024 are for root; --health-listen chooses another`);
  if (error.code === 'EADDRNOTAVAIL') return new RuntimeFailure(`${said}: this machine does not have that address; --health-listen chooses another`);
  return new RuntimeFailure(`${said}: ${error.message}`);
}

async function close(server: Server): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), lastAnswersMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(timer);
}
