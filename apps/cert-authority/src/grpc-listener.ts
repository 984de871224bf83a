import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { logVerbosity, Server, setLogVerbosity, type ServerCredentials } from '@grpc/grpc-js';
import { firstLine, RuntimeFailure } from '@weir/service';
import { largestRequest, tolerantService, type Calls } from './calls.ts';
import { Connections } from './connections.ts';

export interface GrpcListener {
  readonly port: number;
  /** Lets calls that run finish until the signal aborts, or for 5 s. */
  close(signal: AbortSignal): Promise<void>;
}

/** What calls get at the end: what comes after it in the shutdown needs time too. */
const graceMs = 5_000;

/** Listens for callers. Rejects with RuntimeFailure where the address cannot be had. */
export async function listenGrpc({ host, port }: { readonly host: string; readonly port: number }, credentials: ServerCredentials, calls: Calls): Promise<GrpcListener> {
  // What fails rejects or is answered; the library's own lines are no events.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.max_receive_message_length': largestRequest,
    // Who holds a connection and says nothing is asked whether it is there.
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 20_000,
    // A client certificate is looked at when a connection is made: none lasts beyond this.
    'grpc.max_connection_age_ms': 3_600_000,
    'grpc.max_connection_age_grace_ms': 60_000,
    'grpc.max_concurrent_streams': 64,
  });
  server.addService(tolerantService, calls.handlers());
  // Sockets are ours: grpc-js bounds neither how many there are nor how long they say nothing, and waits at its end for those that never shook hands.
  const connections = new Connections();
  const injector = server.createConnectionInjector(credentials);
  const listener = createServer((socket) => {
    socket.on('error', ignore);
    if (connections.add(socket)) injector.injectConnection(socket);
  });
  listener.listen({ port, ...(host === '' ? {} : { host }) });
  try {
    await once(listener, 'listening');
  } catch (error) {
    throw new RuntimeFailure(`cannot listen on ${host}:${port}: ${firstLine(error)}`);
  }
  return {
    port: (listener.address() as AddressInfo).port,
    close: async (signal) => {
      listener.close();
      await drained(server, AbortSignal.any([signal, AbortSignal.timeout(graceMs)]));
      connections.destroy();
    },
  };
}

/** Until no call runs any more, or the signal aborts: then all end. */
function drained(server: Server, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const force = (): void => {
      server.forceShutdown();
      resolve();
    };
    server.tryShutdown(() => {
      signal.removeEventListener('abort', force);
      resolve();
    });
    if (signal.aborted) force();
    else signal.addEventListener('abort', force, { once: true });
  });
}

function ignore(): void {
  // A reset: the session's end tells of it.
}
