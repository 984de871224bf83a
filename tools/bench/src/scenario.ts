import type { LoadJob, Endpoint } from './load/job.ts';
import type { OriginPorts } from './origin.ts';

/** One kind of traffic. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What the proxy under test is: `reverse` has one fixed target, the others are told it by each client. */
  readonly mode: 'reverse' | 'regular' | 'connect' | 'socks5';
  /** What passes: `tcp` is the same HTTP, relayed without being looked at. */
  readonly protocol: 'http' | 'https' | 'tcp';
  readonly path: '/1k' | '/1m' | '/post';
  /** Bytes of content in each request and in each answer. */
  readonly sends: number;
  readonly answers: number;
  readonly connectEach: boolean;
  /** Who is measured where nobody is named. */
  readonly contestants: readonly string[];
  /** Whose CPU is told by whose, besides by that of nginx. */
  readonly comparisons?: readonly Comparison[];
}

/** The CPU of one contestant by that of another, in the same round. */
export interface Comparison {
  readonly of: string;
  readonly by: string;
  /** What is wanted, where something is. */
  readonly atMost?: number;
}

const everybody = ['nginx', 'haproxy', 'mitmdump', 'mockttp', 'http-mitm-proxy', 'weir'];
const oneKilobyte = { mode: 'reverse', protocol: 'http', path: '/1k', sends: 0, answers: 1024, connectEach: false, contestants: everybody } as const;

export const scenarios: readonly Scenario[] = [
  { ...oneKilobyte, name: 'reverse-1k', title: 'reverse proxy, answers of 1 KB on kept connections' },
  { ...oneKilobyte, name: 'regular-1k', title: 'regular proxy, absolute-form, answers of 1 KB on kept connections', mode: 'regular' },
  { ...oneKilobyte, name: 'connect-1k', title: 'regular proxy, HTTP inside CONNECT, answers of 1 KB on kept connections', mode: 'connect' },
  { ...oneKilobyte, name: 'socks5-1k', title: 'SOCKS5 proxy, answers of 1 KB on kept connections', mode: 'socks5' },
  { ...oneKilobyte, name: 'reverse-1m', title: 'reverse proxy, answers of 1 MiB', path: '/1m', answers: 1024 * 1024 },
  { ...oneKilobyte, name: 'post-100k', title: 'reverse proxy, POST of 100 KB', path: '/post', sends: 100 * 1024, answers: 11 },
  { ...oneKilobyte, name: 'new-connections', title: 'reverse proxy, a connection for each request', connectEach: true },
  { ...oneKilobyte, name: 'tls-1k', title: 'reverse proxy, TLS on both sides, answers of 1 KB on kept connections', protocol: 'https' },
  { ...oneKilobyte, name: 'connect-tls-1k', title: 'regular proxy, TLS inside CONNECT, intercepted, answers of 1 KB on kept connections', mode: 'connect', protocol: 'https' },
  { ...oneKilobyte, name: 'new-tls-connections', title: 'reverse proxy, TLS on both sides, a connection for each request', protocol: 'https', connectEach: true },
  { ...oneKilobyte, name: 'tcp-1k', title: 'raw TCP, 1 KB each way and back on kept connections', protocol: 'tcp' },
  { ...oneKilobyte, name: 'capture', title: 'what capture costs: reverse proxy, answers of 1 KB on kept connections', contestants: ['nginx', 'weir', 'weir-memory', 'weir-off'] },
  {
    ...oneKilobyte, name: 'publish', title: 'what publishing onto NATS costs: reverse proxy, answers of 1 KB on kept connections', contestants: ['nginx', 'weir-off', 'weir-memory', 'weir-nats'],
    comparisons: [{ of: 'weir-nats', by: 'weir-memory', atMost: 1.4 }, { of: 'weir-nats', by: 'weir-off' }, { of: 'weir-memory', by: 'weir-off' }],
  },
];

/** Throws Error with words for the user. */
export function scenariosNamed(names: readonly string[]): readonly Scenario[] {
  if (names.length === 0) return scenarios;
  return names.map((name) => {
    const scenario = scenarios.find((known) => known.name === name);
    if (scenario === undefined) throw new Error(`there is no scenario ${name}; there are: ${scenarios.map((known) => known.name).join(' ')}`);
    return scenario;
  });
}

/** `host:port` of the origin as clients and reverse proxies name it. */
export function originOf(scenario: Scenario, origin: OriginPorts): { readonly scheme: 'http' | 'https'; readonly authority: string } {
  return scenario.protocol === 'https' ? { scheme: 'https', authority: `127.0.0.1:${origin.https}` } : { scheme: 'http', authority: `127.0.0.1:${origin.http}` };
}

/** What the load generator is to do with a contestant that listens at `endpoint`. */
export function jobFor(scenario: Scenario, origin: OriginPorts, endpoint: Endpoint, load: { readonly seconds: number; readonly connections: number }): LoadJob {
  const { mode, protocol, path, sends, answers, connectEach } = scenario;
  const kind = mode === 'reverse' ? 'direct' : mode === 'regular' ? 'proxy' : mode;
  const { authority } = originOf(scenario, origin);
  return {
    way: { kind, endpoint },
    tls: protocol === 'https',
    // A name gives the client an SNI. Inside a tunnel the proxy has to reach it too.
    authority: protocol === 'https' ? authority.replace('127.0.0.1', 'localhost') : authority,
    method: sends > 0 ? 'POST' : 'GET',
    path,
    sends,
    expects: { status: 200, bytes: answers },
    connectEach,
    ...load,
  };
}
