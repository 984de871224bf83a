import { rmSync, writeFileSync } from 'node:fs';
import type { SecureContext } from 'node:tls';
import type { LeafRequest } from '@weir/core';
import { openRemoteCerts, type RemoteCerts, type RemoteCertsOptions, type RemoteEvent } from '../src/remote/index.ts';
import { bootstrapToken, FakeAuthority, FakeDirectory } from './fake-authority.ts';

/** A service of so many replicas, and proxies that ask it. All of it ends with the rig. */
export class RemoteRig implements AsyncDisposable {
  readonly directory = new FakeDirectory();
  readonly replicas: FakeAuthority[] = [];
  /** By whose token calls may be made. */
  readonly serviceAccount = { serviceAccountToken: `${this.directory.trustFile}.token` };
  readonly #opened: RemoteCerts[] = [];

  static async start(replicas = 1): Promise<RemoteRig> {
    const rig = new RemoteRig();
    writeFileSync(rig.serviceAccount.serviceAccountToken, 'service-token');
    for (let n = 0; n < replicas; n++) rig.replicas.push(await FakeAuthority.start(rig.directory));
    return rig;
  }

  get fake(): FakeAuthority {
    return this.replicas[0]!;
  }

  /** Certificates with a bootstrap token, renewed at the last moment, unless `options` say otherwise. */
  open(options: Partial<RemoteCertsOptions> = {}): { readonly certs: RemoteCerts; readonly events: RemoteEvent[] } {
    const events: RemoteEvent[] = [];
    const certs = openRemoteCerts({
      replicas: this.replicas.map(({ address }) => address), trust: this.directory.trustFile, credentials: { bootstrapToken }, now: Date.now, random: () => 0, onEvent: (event) => void events.push(event),
      ...options, limits: { lookMs: 20, ...options.limits },
    });
    this.#opened.push(certs);
    return { certs, events };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const certs of this.#opened) certs.close();
    for (const replica of this.replicas) replica.kill();
    this.directory[Symbol.dispose]();
    rmSync(this.serviceAccount.serviceAccountToken, { force: true });
  }
}

export const named = (...names: string[]): LeafRequest => ({ names });

/** A context, or the message of why there is none. */
export async function outcome(certs: RemoteCerts, request: LeafRequest): Promise<SecureContext | string> {
  try {
    return await certs.context(request);
  } catch (error) {
    return (error as Error).message;
  }
}

export async function until(isSo: () => boolean | Promise<boolean>, ms = 4_000): Promise<void> {
  const end = performance.now() + ms;
  while (!await isSo()) {
    if (performance.now() > end) throw new Error(`not so after ${ms} ms: ${isSo.toString()}`);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
