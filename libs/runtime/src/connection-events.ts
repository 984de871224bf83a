import { authority, CLIENT, viaName, type Connection, type Leg, type ProxyError, type Side } from '@weir/core';
import { ConnectionCounts } from './connection-counts.ts';
import type { EventLog } from './log.ts';

/** What users see of a connection in the log, and its part in the figures: names, fields and words in one place. */
export class ConnectionEvents {
  readonly #log: EventLog;
  readonly #counts: ConnectionCounts;
  /** Failures of legs that were told when they happened. */
  readonly #told = new WeakSet<ProxyError>();

  /** Every connection has events of these levels. */
  readonly #isInfoOn: boolean;
  readonly #isDebugOn: boolean;

  constructor(log: EventLog, counts = new ConnectionCounts()) {
    this.#log = log;
    this.#isInfoOn = log.isOn?.('info') ?? true;
    this.#isDebugOn = log.isOn?.('debug') ?? true;
    this.#counts = counts;
  }

  clientConnected(connection: Connection): void {
    this.#counts.accepted++;
    if (this.#isInfoOn) this.#log.event('info', 'client-connected', fields(connection), `${where(connection.client)} connected`);
  }

  clientDisconnected(connection: Connection, durationMs: number, read: number, written: number): void {
    if (this.#isInfoOn) this.#log.event('info', 'client-disconnected', { ...fields(connection), durationMs: Math.round(durationMs), read, written }, `${where(connection.client)} disconnected`);
  }

  serverConnected(connection: Connection, server: Leg): void {
    if (!this.#isDebugOn) return;
    const via = server.via && viaName(server.via);
    const message = via === undefined ? `connected to ${where(server)}` : `connected to ${via} for ${where(server)}`;
    this.#log.event('debug', 'server-connected', { ...fields(connection), server: where(server), ip: server.ip, via }, message);
  }

  serverReused(connection: Connection, server: Leg): void {
    if (this.#isDebugOn) this.#log.event('debug', 'server-reused', { ...fields(connection), server: where(server), ip: server.ip }, `goes on by a connection to ${where(server)} that was kept`);
  }

  serverFailed(connection: Connection, server: Leg): void {
    if (server.error !== undefined) this.#tell(server.error);
    this.#log.event('warn', 'server-failed', { ...fields(connection), server: where(server), code: server.error?.code }, server.error?.message ?? 'failed');
  }

  tlsFailed(connection: Connection, side: Side, error: ProxyError): void {
    this.#tell(error);
    this.#log.event('warn', 'tls-failed', { ...fields(connection), side: side === CLIENT ? 'client' : 'server', code: error.code }, error.message);
  }

  /** Why a connection did not end by its own, unless that was told before. */
  closedWith(connection: Connection, error: ProxyError): void {
    if (this.#told.has(error)) return;
    this.#counts.failed(error);
    this.#log.event('info', 'connection-failed', { ...fields(connection), code: error.code }, error.message);
  }

  crashed(connection: Connection, thrown: unknown): void {
    const stack = thrown instanceof Error ? thrown.stack : String(thrown);
    this.#log.event('error', 'internal', { ...fields(connection), stack }, `A bug in Weir ended the connection of ${where(connection.client)}: ${String(thrown)}`);
  }

  #tell(error: ProxyError): void {
    this.#told.add(error);
    this.#counts.failed(error);
  }
}

function fields(connection: Connection): { readonly connection: string; readonly mode: string; readonly client: string } {
  return { connection: connection.id, mode: connection.mode, client: where(connection.client) };
}

function where(leg: Leg): string {
  return authority(leg.address.host, leg.address.port);
}
