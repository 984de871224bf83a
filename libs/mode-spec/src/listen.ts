import type { ModeName, ModeSpec, TargetScheme } from './mode-spec.ts';

export type Transport = 'tcp' | 'udp';

interface Defaults {
  readonly port: number | undefined;
  readonly transports: readonly Transport[];
}

const tcp: readonly Transport[] = ['tcp'];
const udp: readonly Transport[] = ['udp'];
const both: readonly Transport[] = ['tcp', 'udp'];

const ofMode: Readonly<Record<Exclude<ModeName, 'reverse'>, Defaults>> = {
  regular: { port: 8080, transports: tcp },
  transparent: { port: 8080, transports: tcp },
  upstream: { port: 8080, transports: tcp },
  socks5: { port: 1080, transports: tcp },
  dns: { port: 53, transports: both },
  wireguard: { port: 51820, transports: udp },
  tun: { port: undefined, transports: both },
  local: { port: undefined, transports: both },
};

/** A reverse proxy listens for what it speaks; for https HTTP/3 comes beside it. */
const ofScheme: Readonly<Record<TargetScheme, Defaults>> = {
  http: { port: 8080, transports: tcp },
  https: { port: 8080, transports: both },
  tcp: { port: 8080, transports: tcp },
  tls: { port: 8080, transports: tcp },
  http3: { port: 8080, transports: udp },
  quic: { port: 8080, transports: udp },
  udp: { port: 8080, transports: udp },
  dtls: { port: 8080, transports: udp },
  dns: { port: 53, transports: both },
};

function defaultsOf(spec: ModeSpec): Defaults {
  return spec.mode === 'reverse' ? ofScheme[spec.target.scheme] : ofMode[spec.mode];
}

/** Where the mode listens if nothing else is said; undefined: it has no port of its own. */
export function defaultListenPort(spec: ModeSpec): number | undefined {
  return defaultsOf(spec).port;
}

/** What the mode takes in. */
export function transports(spec: ModeSpec): readonly Transport[] {
  return defaultsOf(spec).transports;
}

/** Where a mode will listen. */
export interface ResolvedListen {
  /** Empty: all interfaces, IPv4 and IPv6. */
  readonly host: string;
  /** 0: the system picks one. undefined: none (tun, local). */
  readonly port: number | undefined;
  readonly transports: readonly Transport[];
}

/** The SPEC's own `@[host:]port` comes before the configuration's listen_host and listen_port, and those before the mode's default. */
export function resolveListen(spec: ModeSpec, configured: { readonly host?: string; readonly port?: number } = {}): ResolvedListen {
  const fallback = defaultListenPort(spec);
  const port = fallback === undefined ? undefined : spec.listen.port ?? configured.port ?? fallback;
  return { host: spec.listen.host ?? configured.host ?? '', port, transports: transports(spec) };
}

/** The message for the first two that would listen on one address, or undefined. Port 0 is a port of its own each time. */
export function listenConflict(listens: readonly ResolvedListen[]): string | undefined {
  const taken = new Set<string>();
  for (const { host, port, transports } of listens) {
    if (port === undefined || port === 0) continue;
    for (const transport of transports) {
      const address = `${shownHost(host)}:${port}`;
      const key = `${transport} ${address}`;
      if (taken.has(key)) return `Cannot spawn multiple servers on the same address: ${address}`;
      taken.add(key);
    }
  }
  return undefined;
}

function shownHost(host: string): string {
  if (host === '') return '*';
  return host.includes(':') ? `[${host}]` : host.toLowerCase();
}
