import type { X509Certificate } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import { status } from '@grpc/grpc-js';
import { CertificateAuthorityService, type wire } from '@weir/ca-api';
import { ProxyError, type LeafRequest } from '@weir/core';
import { AuthorityError } from '@weir/x509';
import type { CertSource } from '../cert-source.ts';
import { ContextCache } from '../context-cache.ts';
import { leafSubject, subjectKey, type LeafSubject } from '../leaf-subject.ts';
import { AuthorizedCalls } from './authorized-calls.ts';
import { bearerToken } from './bearer-token.ts';
import { bundleRoots, isBehind, isBelow, type BundleRoots } from './bundle-roots.ts';
import { CallFailure } from './call-failure.ts';
import type { Caller } from './caller.ts';
import { Delegation } from './delegation.ts';
import { Denials } from './denials.ts';
import { addressText, type ReplicaAddress } from './direct-target.ts';
import { Enrolment } from './enrolment.ts';
import { KnownNames } from './known-names.ts';
import { LeafCalls } from './leaf-calls.ts';
import { LeafKey, type LeafContext } from './leaf-context.ts';
import { requiredName } from './leaf-question.ts';
import { defaultRemoteLimits, type RemoteLimits } from './limits.ts';
import { News } from './news.ts';
import type { RemoteEvent } from './remote-event.ts';
import { renewAgainMs } from './renewal.ts';
import { Replicas } from './replicas.ts';
import { TokenFile } from './token-file.ts';
import { TrustFile } from './trust-file.ts';

export interface RemoteCertsOptions {
  /** At least one. */
  readonly replicas: readonly ReplicaAddress[];
  /** PEM file with the authorities that the service's own certificate is verified against; it may come later, and change. */
  readonly trust: string;
  /** A token to enroll with, or the file of a token that goes with each call. */
  readonly credentials: { readonly bootstrapToken: string } | { readonly serviceAccountToken: string };
  /** Have an intermediate and sign leaves here, where the service grants that. */
  readonly delegated?: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 to below 1, by which proxies of a fleet renew at different times. */
  readonly random: () => number;
  /** Secure contexts that are kept, the last used ones. Default 1000: about 25 MB. */
  readonly contexts?: number;
  readonly onEvent?: (event: RemoteEvent) => void;
  readonly limits?: Partial<RemoteLimits>;
}

/** What it has done since it was opened, and what is so now. */
export interface RemoteFigures {
  /** Leaves, whether the service has signed them or an intermediate of its. */
  readonly issued: number;
  /** Leaves that were needed and not to be had. */
  readonly failed: number;
  /** A replica can be asked. */
  readonly connected: boolean;
}

/** Has leaves signed by the certificate authority service. */
export interface RemoteCerts extends CertSource {
  /** What clients are to trust, the one that signs first; none until the service has told. */
  roots(): readonly X509Certificate[];
  figures(): RemoteFigures;
  /** Ends all that is under way: who waits for a context gets a ProxyError. */
  close(): void;
}

/** Connects to the service, which need not be there: what waits for it fails after a while. Throws AuthorityError for options that cannot be used. */
export function openRemoteCerts(options: RemoteCertsOptions): RemoteCerts {
  if (options.replicas.length === 0) throw new AuthorityError('a certificate authority service without any address cannot be asked');
  return new Remote(options);
}

/** As many refusals are remembered. */
const maxDenials = 1_000;
/** Each replica tells its roots at least once an hour: the service ends connections that are older. */
const shownMs = 2 * 60 * 60 * 1000;

interface Kept extends LeafContext {
  /** The root that it is below, where that was the one that signs. */
  readonly root: string | undefined;
  /** Milliseconds since the epoch: no renewal is tried before. */
  pausedUntil: number;
}

interface Wanted {
  readonly request: LeafRequest;
  readonly subject: LeafSubject;
  /** The name that it must hold. */
  readonly required: string;
}

class Remote implements RemoteCerts {
  readonly #now: () => number;
  readonly #cache: ContextCache<Kept>;
  readonly #known: KnownNames;
  readonly #denials = new Denials(maxDenials);
  readonly #flights = new Map<string, Promise<Kept>>();
  readonly #news: News;
  readonly #replicas: Replicas;
  readonly #caller: Caller;
  readonly #leaves: LeafCalls;
  readonly #delegation: Delegation | undefined;
  readonly #closing = new AbortController();
  readonly #looking: NodeJS.Timeout;
  #roots: BundleRoots | undefined;
  /** When a replica has last told the root that signs. */
  #shownAt = 0;
  #wasConnected = false;
  #signed = 0;

  constructor({ replicas, trust, credentials, delegated = false, now, random, contexts = 1000, onEvent, limits: some }: RemoteCertsOptions) {
    const limits = { ...defaultRemoteLimits, ...some };
    const { signal } = this.#closing;
    const ms = limits.requestMs;
    const leafKey = new LeafKey();
    this.#now = now;
    this.#cache = new ContextCache(contexts);
    this.#known = new KnownNames(contexts);
    const news = new News((event) => onEvent?.(event), limits.patienceMs);
    this.#news = news;
    const ownToken = 'bootstrapToken' in credentials ? checkedToken(credentials.bootstrapToken) : undefined;
    this.#replicas = new Replicas({
      addresses: replicas, trust: new TrustFile(trust), limits,
      onBundle: (bundle) => this.#trusts(bundle),
      onChange: () => this.#changed(),
    });
    this.#caller = ownToken === undefined
      ? new TokenFile((credentials as { readonly serviceAccountToken: string }).serviceAccountToken)
      : new Enrolment({ token: ownToken, replicas: this.#replicas, now, random, ms, signal, onEnd: (failure) => this.#enrolled(failure) });
    const calls = new AuthorizedCalls(this.#replicas, this.#caller, (failure) => news.credentials('calls', failure));
    this.#leaves = new LeafCalls({ calls, leafKey, where: replicas.map(addressText).join(', '), now, limits, onAnswer: (unusable) => news.answer(unusable) });
    this.#delegation = !delegated ? undefined : new Delegation({
      leafKey, now, random,
      root: () => this.#roots?.current,
      rootOf: (topmost) => this.#rootOf(topmost),
      ask: (question) => calls.call(CertificateAuthorityService.issueIntermediate, question, { ms, signal }),
      onEnd: (end) => news.delegation(end),
    });
    this.#looking = setInterval(() => this.#look(), limits.lookMs);
    this.#looking.unref();
  }

  context(request: LeafRequest): SecureContext | Promise<SecureContext> {
    const now = this.#now();
    const subject = leafSubject(request);
    const wanted = { request, subject, required: requiredName(request, subject) };
    let key = subjectKey(subject);
    let kept = this.#cache.entry(key, now);
    if (kept !== undefined && !serves(kept, wanted.required)) {
      key = ownKey(key, wanted.required);
      kept = this.#cache.entry(key, now);
    }
    if (kept === undefined) return this.#sign(key, wanted, now)?.context ?? this.#asked(key, wanted);
    this.#known.set(wanted.required, key);
    return this.#given(kept, key, wanted, now);
  }

  roots(): readonly X509Certificate[] {
    return this.#roots?.roots ?? [];
  }

  figures(): RemoteFigures {
    const { issued, failed } = this.#leaves.figures();
    return { issued: issued + this.#signed, failed, connected: this.#replicas.connected };
  }

  close(): void {
    clearInterval(this.#looking);
    this.#closing.abort(new CallFailure(status.CANCELLED, 'this proxy ends'));
    this.#leaves.close();
    this.#replicas.close();
    this.#news.close();
  }

  /** By the intermediate, where there is one for it. */
  #sign(key: string, wanted: Wanted, now: number): Kept | undefined {
    const delegation = this.#delegation;
    const leaf = delegation?.sign(wanted.subject, wanted.required, now);
    if (leaf === undefined) return undefined;
    this.#signed++;
    return this.#keep(key, wanted, leaf, delegation!.root);
  }

  /** What is kept; where it is to be renewed, what is signed here in its place, or as it is, while another is asked for. */
  #given(kept: Kept, key: string, wanted: Wanted, now: number): SecureContext {
    const due = (now >= kept.renewAt || kept.root !== this.#roots?.current) && now >= kept.pausedUntil;
    if (!due) return kept.context;
    const signed = this.#sign(key, wanted, now);
    if (signed !== undefined) return signed.context;
    // The next one that wants it tries again.
    if (!this.#leaves.mayRenew) return kept.context;
    kept.pausedUntil = now + renewAgainMs;
    this.#flight(key, wanted, true).catch(ignore);
    return kept.context;
  }

  async #asked(key: string, wanted: Wanted): Promise<SecureContext> {
    const own = ownKey(key, wanted.required);
    const denied = this.#denials.find(own, this.#now());
    if (denied !== undefined) throw denied;
    const isFirst = !this.#flights.has(key);
    try {
      const leaf = await this.#flight(key, wanted);
      // Who has asked for it first may have wanted less.
      return serves(leaf, wanted.required) ? leaf.context : (await this.#flight(own, wanted)).context;
    } catch (error) {
      if (!(error instanceof ProxyError && error.cause instanceof CallFailure)) throw error;
      const { code, passing } = error.cause;
      // What another one was refused was another name, maybe.
      if (isFirst && code === status.PERMISSION_DENIED) this.#denials.add(own, error, this.#now());
      const other = passing ? this.#other(wanted.required) : undefined;
      if (other === undefined) throw error;
      return other.context;
    }
  }

  /** What this name was last given, as long as there is nothing else: a server may have another certificate by now, or not be there. */
  #other(required: string): Kept | undefined {
    const key = this.#known.find(required);
    const kept = key === undefined ? undefined : this.#cache.entry(key, this.#now());
    return kept !== undefined && serves(kept, required) ? kept : undefined;
  }

  /** However many want it at once, it is asked for once. */
  #flight(key: string, wanted: Wanted, isRenewal = false): Promise<Kept> {
    const under = this.#flights.get(key);
    if (under !== undefined) return under;
    const flight = this.#leaves.ask(wanted.subject, wanted.request, isRenewal)
      .then(({ topmost, ...leaf }) => this.#keep(key, wanted, leaf, this.#rootOf(topmost)))
      .finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }

  #keep(key: string, { required }: Wanted, leaf: LeafContext, root: string | undefined): Kept {
    // Of a root of before: the replica that has signed lags behind, or the next intermediate is on its way.
    const kept = { ...leaf, root, pausedUntil: root === this.#roots?.current ? 0 : this.#now() + renewAgainMs };
    this.#cache.set(key, kept);
    this.#known.set(required, key);
    return kept;
  }

  /** The root that signs now, where a chain with this topmost certificate is below it. */
  #rootOf(topmost: Buffer): string | undefined {
    const roots = this.#roots;
    return roots !== undefined && isBelow(topmost, roots.roots[0]!) ? roots.current : undefined;
  }

  #trusts(bundle: wire.Bundle): void {
    const roots = bundleRoots(bundle);
    if (roots === undefined) return this.#news.answer('what it says that clients are to trust is no certificate');
    const before = this.#roots;
    const now = this.#now();
    // A replica may take a while to follow, or never do: what clients trust is not turned back as long as another one shows the change.
    if (before !== undefined && isBehind(roots, before) && now < this.#shownAt + shownMs) return;
    this.#shownAt = now;
    if (roots.id === before?.id) return;
    this.#roots = roots;
    this.#news.roots(roots.current, roots.roots.length);
    if (before !== undefined && before.current !== roots.current) this.#delegation?.replace();
  }

  #enrolled(failure: CallFailure | undefined): void {
    this.#news.credentials('enrolment', failure);
    this.#replicas.wake();
  }

  #changed(): void {
    this.#news.replicas(this.#replicas);
    const { connected } = this.#replicas;
    if (connected && !this.#wasConnected) {
      this.#caller.retry();
      this.#delegation?.retry();
    }
    this.#wasConnected = connected;
    this.#look();
  }

  #look(): void {
    this.#caller.look(this.#replicas.connected);
    if (this.#replicas.connected && this.#caller.refused() === undefined) this.#delegation?.look();
  }
}

function serves({ lacks }: LeafContext, required: string): boolean {
  return lacks?.has(required) !== true;
}

function ownKey(key: string, required: string): string {
  return `${key}\n${required}`;
}

function checkedToken(token: string): string {
  try {
    return bearerToken(token);
  } catch (error) {
    throw new AuthorityError(`the token to enroll with is none: ${(error as Error).message}`);
  }
}

function ignore(): void {
  // What is kept is given out until it ends, and the service is asked again.
}
