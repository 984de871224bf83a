import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';

/** A server of HTTPS on this machine that nobody trusts. */
export async function httpsOrigin(): Promise<{ readonly port: number } & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-origin-'));
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost', '-days', '2', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => response.end('ok')).listen(0, '127.0.0.1');
  rmSync(folder, { recursive: true });
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
}

/** What a client that trusts `ca` alone gets from there through a proxy of CONNECT: the answer's body, or why there is none. */
export async function intercepted(proxy: number, origin: number, ca: string): Promise<string> {
  const raw = connectTcp(proxy, '127.0.0.1');
  try {
    raw.write(`CONNECT localhost:${origin} HTTP/1.1\r\nHost: localhost:${origin}\r\n\r\n`);
    await once(raw, 'data');
    const socket = connect({ socket: raw, servername: 'localhost', ca });
    await once(socket, 'secureConnect');
    socket.end(`GET / HTTP/1.1\r\nHost: localhost:${origin}\r\nConnection: close\r\n\r\n`);
    return (await text(socket)).split('\r\n\r\n').at(-1)!.replace(/\r\n.*$/s, '');
  } catch (error) {
    return (error as Error).message;
  } finally {
    raw.destroy();
  }
}

async function text(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
