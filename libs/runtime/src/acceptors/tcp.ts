import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { listenError } from './listen-error.ts';

export interface TcpListenOptions {
  /** Empty: all interfaces, IPv4 and IPv6; IPv4 alone where the machine has no IPv6. */
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** The mode's SPEC, for error texts. */
  readonly spec: string;
  /** Lets several processes share the port (SO_REUSEPORT). */
  readonly reusePort?: boolean;
  /** More are closed as they come. */
  readonly maxConnections?: number;
  readonly highWater: number;
  readonly onConnection: (socket: Socket) => void;
  /** A connection was closed because there are `maxConnections` already. */
  readonly onDropped?: () => void;
  readonly onError?: (error: Error) => void;
}

export interface TcpListener {
  readonly address: string;
  readonly port: number;
  /** Takes no more connections; those that are open go on. */
  close(): void;
}

/** Rejects with a ListenError. */
export async function listenTcp(options: TcpListenOptions): Promise<TcpListener> {
  const server = createServer({ allowHalfOpen: true, noDelay: true, ...{ highWaterMark: options.highWater } }, options.onConnection);
  if (options.maxConnections !== undefined) server.maxConnections = options.maxConnections;
  if (options.onDropped !== undefined) server.on('drop', options.onDropped);
  try {
    await bind(server, options);
  } catch (error) {
    throw listenError(error, 'tcp', options.host, options.port, options.spec);
  }
  server.on('error', (error) => options.onError?.(error));
  const { address, port } = server.address() as AddressInfo;
  return { address, port, close: () => server.close() };
}

/** What a machine without IPv6 answers to a socket or an address of that family. */
const noIpv6: readonly string[] = ['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL', 'EPROTONOSUPPORT'];

async function bind(server: Server, options: TcpListenOptions): Promise<void> {
  if (options.host !== '') return tryBind(server, options.host, options);
  try {
    return await tryBind(server, '::', options);
  } catch (error) {
    if (!noIpv6.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return tryBind(server, '0.0.0.0', options);
  }
}

function tryBind(server: Server, host: string, options: TcpListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port: options.port, backlog: 1024, ...(options.reusePort === true ? { reusePort: true } : {}) }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
