import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerCertificate } from '../src/index.ts';

/** SHA-256 of both bodies of an exchange. */
export interface Digests {
  readonly request: string;
  readonly response: string;
}

/** Servers, plain and TLS, that answer `/NAME?SIZE` with SIZE random bytes and remember what they took and gave, by NAME. */
export interface DigestOrigin extends AsyncDisposable {
  readonly port: number;
  readonly tlsPort: number;
  /** Each resolves when its exchange has ended here: a client may have all of its answer sooner. */
  readonly seen: ReadonlyMap<string, Promise<Digests>>;
}

export async function digestOrigin({ certificate, key }: ServerCertificate): Promise<DigestOrigin> {
  const seen = new Map<string, Promise<Digests>>();
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    request.on('error', () => {});
    response.on('error', () => {});
    const { pathname, search } = new URL(request.url!, 'http://origin');
    const exchanged = exchange(request, response, Number(search.slice(1)));
    // Told to who asks for it, if anybody does.
    exchanged.catch(() => {});
    seen.set(pathname, exchanged);
  };
  const servers = [createServer(answer), createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) }, answer)] as const;
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
  const [port, tlsPort] = servers.map((server) => (server.address() as AddressInfo).port) as [number, number];
  return {
    port, tlsPort, seen,
    async [Symbol.asyncDispose]() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      }
    },
  };
}

/** The answer begins while the request still comes: bytes are on their way in both directions. */
async function exchange(request: IncomingMessage, response: ServerResponse, size: number): Promise<Digests> {
  const body = randomBytes(size);
  if (body.length % 2 === 0) response.setHeader('content-length', body.length);
  const [digest] = await Promise.all([digestOf(request), sendInPieces(response, body)]);
  response.end();
  return { request: digest, response: sha256(body) };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Reads all of it, with pauses. */
export async function digestOf(body: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of body as AsyncIterable<Buffer>) {
    hash.update(bytes);
    if (Math.random() < 0.05) await sleep(20 * Math.random());
  }
  return hash.digest('hex');
}

/** Writes pieces of all sizes, with pauses. The caller ends it. */
export async function sendInPieces(to: Writable, body: Uint8Array): Promise<void> {
  for (let at = 0; at < body.length;) {
    const length = Math.ceil(2 ** (17 * Math.random()));
    // Not 'drain': Node's http does not always tell it over TLS.
    await new Promise((resolve) => to.write(body.subarray(at, at + length), resolve));
    at += length;
    if (Math.random() < 0.05) await sleep(20 * Math.random());
  }
}
