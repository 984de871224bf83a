import { generateKeyPairSync } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import type { wire } from '@weir/ca-api';
import { createSigningRequest, encodePem, issueLeaf, nameSubtree, readAuthority, subjectName, withinSubtrees, type Authority, type NameSubtree, type SubjectName } from '@weir/x509';
import type { LeafSubject } from '../leaf-subject.ts';
import { CallFailure, failureOf } from './call-failure.ts';
import { checkChain, type LeafContext, type LeafKey } from './leaf-context.ts';
import { Renewal, renewAgainMs } from './renewal.ts';

export interface DelegationParts {
  readonly leafKey: LeafKey;
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** The root that signs now, as far as it is known. */
  readonly root: () => string | undefined;
  /** The same, where a chain with this topmost certificate is below it. */
  readonly rootOf: (topmost: Buffer) => string | undefined;
  /** Asks the service. Rejects with CallFailure. */
  readonly ask: (question: wire.IssueIntermediateRequest) => Promise<wire.IssuedIntermediate>;
  readonly onEnd: (end: DelegationEnd) => void;
}

/** How asking for an intermediate has ended. */
export type DelegationEnd =
  | { readonly failure?: undefined; readonly permitted: readonly string[]; readonly notAfter: number }
  | { readonly failure: CallFailure };

/** What was refused may be granted later: asked again after so long. */
const refusedMs = 10 * 60 * 1000;

/** No client asks for it (RFC 6761, 6.4). */
const probe = subjectName('unnamed.invalid')!;
/** Of each kind: every name is held against all of them. */
const maxSubtrees = 2_000;

interface Delegated {
  readonly root: string | undefined;
  readonly authority: Authority;
  /** Whether its constraints permit a name. */
  readonly permits: (name: SubjectName) => boolean;
}

/** An authority of this process's own, below the service's, for a day at most: its leaves are signed here. */
export class Delegation {
  readonly #parts: DelegationParts;
  readonly #renewal: Renewal;
  #delegated: Delegated | undefined;

  constructor(parts: DelegationParts) {
    this.#parts = parts;
    this.#renewal = new Renewal(parts.now, () => this.#ask(), parts.random);
  }

  /** The root that the intermediate is below, where that was the one that signs. */
  get root(): string | undefined {
    return this.#delegated?.root;
  }

  /** Looks for what is to be renewed: at half of its life, or a little before. */
  look(): void {
    this.#renewal.look();
  }

  /** What has failed may do now. */
  retry(): void {
    this.#renewal.retry();
  }

  /** The service has another root: what is below that of before is to be replaced. */
  replace(): void {
    this.#renewal.hurry();
  }

  /**
   * With the names that it may sign, as the service leaves out others. Undefined where the service is to be asked: there is no intermediate, it has ended or fails, or it may not sign
   * `required`.
   */
  sign({ names: wanted, organization }: LeafSubject, required: string, now: number): LeafContext | undefined {
    if (this.#delegated === undefined) return undefined;
    const { authority, permits } = this.#delegated;
    if (now >= authority.notAfter) return undefined;
    const lacks = new Set<string>();
    const names = wanted.filter((name) => permits(name) || !lacks.add(name.text));
    if (names.length === 0 || lacks.has(required)) return undefined;
    const { leafKey } = this.#parts;
    try {
      const { chain, notAfter } = issueLeaf(authority, { names, publicKey: leafKey.publicKey, now, ...(organization === undefined ? {} : { organization }) });
      return leafKey.context(chain, notAfter, now, lacks.size === 0 ? undefined : lacks);
    } catch {
      // What is wrong with it, the service's answer will tell, or that of the next intermediate.
      return undefined;
    }
  }

  async #ask(): Promise<number> {
    const { leafKey, now, ask, onEnd, rootOf } = this.#parts;
    try {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const answer = await ask({ csr: createSigningRequest(privateKey, 'weir-proxy'), lifetime: 0 });
      const from = now();
      const delegated = read(answer, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, leafKey, from);
      const root = rootOf(answer.intermediates.at(-1) ?? answer.certificate);
      this.#delegated = { root, ...delegated };
      const { notAfter } = delegated.authority;
      onEnd({ permitted: answer.permitted, notAfter });
      // The replica that has answered may lag behind the one that has told of another root.
      return root === this.#parts.root() ? from + (notAfter - from) / 2 : from + renewAgainMs;
    } catch (error) {
      const failure = failureOf(error);
      onEnd({ failure });
      if (failure.code !== status.PERMISSION_DENIED) throw failure;
      this.#delegated = undefined;
      return now() + refusedMs;
    }
  }
}

/** Throws CallFailure for an answer that is no authority for this key, or one that OpenSSL does not serve with. */
function read({ certificate, intermediates, permitted, excluded }: wire.IssuedIntermediate, key: string, leafKey: LeafKey, now: number): Omit<Delegated, 'root'> {
  try {
    checkChain(certificate, intermediates);
    if (permitted.length > maxSubtrees || excluded.length > maxSubtrees) throw new CallFailure(status.DATA_LOSS, `it delegates with more than ${maxSubtrees} constraints`);
    const permits = withinSubtrees(permitted.map(subtree), excluded.map(subtree));
    const certificates = [certificate, ...intermediates].map((der) => encodePem('CERTIFICATE', der)).join('');
    const authority = readAuthority({ text: key }, { text: certificates }, now);
    if (Number.isNaN(authority.notAfter)) throw new CallFailure(status.DATA_LOSS, 'it delegates with an authority whose end cannot be read');
    const { chain, notAfter } = issueLeaf(authority, { names: [probe], publicKey: leafKey.publicKey, now });
    leafKey.context(chain, notAfter, now);
    return { authority, permits };
  } catch (error) {
    throw error instanceof CallFailure ? error : new CallFailure(status.DATA_LOSS, `it delegates with an authority that cannot be used: ${(error as Error).message}`);
  }
}

function subtree(text: string): NameSubtree {
  const found = nameSubtree(text);
  if (found === undefined) throw new CallFailure(status.DATA_LOSS, 'it delegates with constraints that are neither domains nor networks');
  return found;
}
