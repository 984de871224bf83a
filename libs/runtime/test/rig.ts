import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { defaultLimits, type Connection, type Handler, type Io, type Limits, type Mode, type ModeConfig, type Protocols } from '@weir/core';
import { createProxy, modeEntry, type EventLog, type Proxy, type ProxyOptions } from '../src/index.ts';

export type Make = (io: Io, connection: Connection) => Handler;

export interface LogLine {
  readonly level: string;
  readonly name: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A proxy on loopback whose connections begin with a handler of the test. */
export interface Rig {
  readonly proxy: Proxy;
  readonly port: number;
  readonly log: readonly LogLine[];
  /** A client of the proxy. */
  dial(): Promise<Socket>;
}

type RigOptions = Omit<Partial<ProxyOptions>, 'limits'> & { readonly limits?: Partial<Limits>; readonly spec?: string };

const closers: (() => unknown)[] = [];

/** For afterEach: closes all that the rig's functions opened. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

export function proxyOptions(make: Make, log: LogLine[], options: RigOptions = {}): ProxyOptions {
  const mode: Mode<ModeConfig> = {
    name: 'test',
    listen: (config) => [{ via: 'tcp', host: config.listen.host, port: config.listen.port }],
    accept: (connection, io) => make(io, connection),
  };
  const events: EventLog = { event: (level, name, fields, message) => void log.push({ level, name, message, fields: fields as Record<string, unknown> }) };
  const protocols: Protocols = { start: () => { throw new Error('not used'); } };
  const { spec = 'test@127.0.0.1:0', limits, ...rest } = options;
  return {
    modes: [modeEntry(mode, { spec, listen: { host: '127.0.0.1', port: 0 } })],
    protocols,
    log: events,
    linger: { flushMs: 200, drainMs: 200, drainBytes: 1024 * 1024 },
    ...rest,
    limits: { ...defaultLimits, parkedQuietMs: 0, ...limits },
  };
}

export async function rig(make: Make, options: RigOptions = {}): Promise<Rig> {
  const log: LogLine[] = [];
  const proxy = createProxy(proxyOptions(make, log, options));
  closers.push(() => proxy.close());
  const [first] = await proxy.listen();
  if (first === undefined) throw new Error('nothing listens');
  return { proxy, port: first.port, log, dial: () => dial(first.port) };
}

export function dial(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    closers.push(() => socket.destroy());
    socket.once('error', reject).once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** A server of the test on a free port. */
export async function serve(onConnection: (socket: Socket) => void): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    closers.push(() => socket.destroy());
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, server };
}

/** Waits until `condition` holds. */
export async function until(condition: () => boolean, what = 'the condition', ms = 3000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`${what} did not come true: ${condition.toString()}`);
    await pause(2);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Collects what a socket receives and how it ends. */
export class Ear {
  text = '';
  size = 0;
  ended = false;
  closed = false;
  error: NodeJS.ErrnoException | undefined;

  constructor(socket: Socket) {
    socket.on('data', (bytes: Buffer) => {
      this.size += bytes.length;
      if (this.text.length < 100_000) this.text += bytes.toString('latin1');
    });
    socket.on('end', () => (this.ended = true));
    socket.on('close', () => (this.closed = true));
    socket.on('error', (error) => (this.error = error));
  }
}

export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

/** A self-signed certificate by the openssl tool. */
export function certificate(name: string, alternative = `DNS:${name}`): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'weir-runtime-'));
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', `/O=Weir test/CN=${name}`,
      '-addext', `subjectAltName=${alternative}`, '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')], { stdio: 'ignore' });
    return { key: readFileSync(join(folder, 'key.pem'), 'utf8'), cert: readFileSync(join(folder, 'cert.pem'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function contextOf(pair: TestCertificate): ReturnType<typeof createSecureContext> {
  return createSecureContext(pair);
}
