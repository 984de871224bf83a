import { parseArgs } from 'node:util';
import type { LoadJob, Way } from './job.ts';

export const loadUsage = `load: sends one request again and again, and checks every answer

  node tools/bench/src/load/main.ts --url URL [option]...

  --url URL            what to ask for, on this machine; https: TLS, certificates are not checked
  --at HOST:PORT       who is spoken to as if it were the origin (a reverse proxy); default: the URL's own host and port
  --proxy HOST:PORT    an HTTP proxy: absolute-form for http, CONNECT for https
  --tunnel             CONNECT for http too
  --expect S:B         the right answer: its status and its bytes of content (default 200:1024)
  --post B             POST with so many bytes of content instead of GET
  --connections N      default 64
  --each               a connection for each request
  --seconds S          default 10
  --requests N         end after so many
  --rate R             so many a second, whether or not the answers come; default: as fast as they come

Prints the result as JSON. Exit 0 where all answers were right, else 1.
`;

/** Throws Error with words for the user. */
export function parseLoadCommand(argv: readonly string[]): LoadJob {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      url: { type: 'string' }, at: { type: 'string' }, proxy: { type: 'string' }, tunnel: { type: 'boolean', default: false },
      expect: { type: 'string', default: '200:1024' }, post: { type: 'string' }, connections: { type: 'string', default: '64' },
      each: { type: 'boolean', default: false }, seconds: { type: 'string', default: '10' }, requests: { type: 'string' }, rate: { type: 'string' },
    },
  });
  if (values.url === undefined || !/^https?:\/\//.test(values.url)) throw new Error('--url: an http or https URL is needed');
  const url = new URL(values.url);
  const tls = url.protocol === 'https:';
  const authority = url.port === '' ? `${url.hostname}:${tls ? 443 : 80}` : url.host;
  const expected = /^(\d{3}):(\d+)$/.exec(values.expect);
  if (expected === null) throw new Error(`--expect: expected STATUS:BYTES such as 200:1024 (got "${values.expect}")`);
  return {
    way: wayOf(authority, tls || values.tunnel, values.at, values.proxy),
    tls,
    authority,
    method: values.post === undefined ? 'GET' : 'POST',
    path: `${url.pathname}${url.search}`,
    sends: number('post', values.post ?? '0', 0),
    expects: { status: Number(expected[1]), bytes: Number(expected[2]) },
    connections: number('connections', values.connections, 1),
    connectEach: values.each,
    seconds: number('seconds', values.seconds, 0),
    ...(values.requests === undefined ? {} : { requests: number('requests', values.requests, 1) }),
    ...(values.rate === undefined ? {} : { rate: number('rate', values.rate, 0) }),
  };
}

function wayOf(authority: string, tunnel: boolean, at: string | undefined, proxy: string | undefined): Way {
  if (proxy === undefined) return { kind: 'direct', endpoint: endpointOf('at', at ?? authority) };
  if (at !== undefined) throw new Error('--at and --proxy exclude each other');
  return { kind: tunnel ? 'connect' : 'proxy', endpoint: endpointOf('proxy', proxy) };
}

function endpointOf(option: string, value: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(value);
  if (match === null) throw new Error(`--${option}: expected HOST:PORT such as 127.0.0.1:8080 (got "${value}")`);
  return { host: match[1] ?? match[2]!, port: Number(match[3]) };
}

function number(option: string, value: string, least: number): number {
  const result = Number(value);
  if (value.trim() === '' || !(result >= least)) throw new Error(`--${option}: expected a number of at least ${least} (got "${value}")`);
  return result;
}
