import { logVerbosity, Server, setLogVerbosity, type ServerCredentials } from '@grpc/grpc-js';
import { RuntimeFailure } from '@weir/service';
import { largestRequest, tolerantService, type Calls } from './calls.ts';

export interface GrpcListener {
  readonly port: number;
  /** Lets calls that run finish until the signal aborts. */
  close(signal: AbortSignal): Promise<void>;
}

/** Listens for callers. Rejects with RuntimeFailure where the address cannot be had. */
export async function listenGrpc({ host, port }: { readonly host: string; readonly port: number }, credentials: ServerCredentials, calls: Calls): Promise<GrpcListener> {
  // What fails rejects or is answered; the library's own lines are no events.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.max_receive_message_length': largestRequest,
    // Who holds a connection and says nothing is asked whether it is there.
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 20_000,
    'grpc.max_concurrent_streams': 1_024,
    'grpc.so_reuseport': 0,
  });
  server.addService(tolerantService, calls.handlers());
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, credentials, (error, found) => (error === null ? resolve(found) : reject(new RuntimeFailure(`cannot listen on ${address}: ${error.message}`))));
  });
  return {
    port: bound,
    close: (signal) => new Promise((resolve) => {
      const force = (): void => server.forceShutdown();
      signal.addEventListener('abort', force, { once: true });
      if (signal.aborted) force();
      server.tryShutdown(() => resolve());
    }),
  };
}
