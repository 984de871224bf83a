import { status, type handleServerStreamingCall, type handleUnaryCall, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import { CertificateAuthorityService, wire } from '@weir/ca-api';
import { firstLine, type Log } from '@weir/service';
import type { Authentication, Credentials } from './authentication.ts';
import type { IssuanceLog } from './issuance-log.ts';
import { streamIssuances } from './issuance-stream.ts';
import type { Issuing } from './issuing.ts';
import { addressOf } from './peer.ts';
import type { Caller, Policy } from './policy.ts';
import type { RefusedCall } from './refused-calls.ts';
import { denied, inItsState, invalid, Refusal } from './refusal.ts';
import type { Watchers } from './watchers.ts';

export interface CallsParts {
  readonly authentication: Authentication;
  readonly issuing: Issuing;
  readonly issuances: IssuanceLog;
  readonly roots: Readonly<Record<Step, () => unknown>>;
  readonly bundle: () => wire.Bundle;
  readonly policy: () => Policy;
  /** After a step of a rotation, done or not. */
  readonly onRotated: () => void;
  readonly watchers: Watchers;
  readonly log: Log;
  /** Told of each call that was refused. */
  readonly onRefused: (refused: RefusedCall) => void;
  /** Aborts when the service ends. */
  readonly signal: AbortSignal;
}

/** Stands for a request that could not be decoded, to which grpc-js alone would answer INTERNAL. */
const garbage = Object.freeze({});

/** As CertificateAuthorityService, with requests that may be garbage. */
export const tolerantService = Object.fromEntries(Object.entries(CertificateAuthorityService).map(([name, method]) => [name, {
  ...method,
  requestDeserialize: (bytes: Buffer): unknown => {
    try {
      return method.requestDeserialize(bytes);
    } catch {
      return garbage;
    }
  },
}])) as unknown as typeof CertificateAuthorityService;

/** Bytes of the largest request: 32 KiB of copied names, and those that a certificate must hold. */
export const largestRequest = 64 * 1024;

/** What CertificateAuthorityService's methods do. */
export class Calls {
  readonly #parts: CallsParts;

  constructor(parts: CallsParts) {
    this.#parts = parts;
  }

  /** As grpc-js takes them. */
  handlers() {
    const { authentication, issuing, issuances, bundle, policy, watchers, signal } = this.#parts;
    const anybody = async (): Promise<undefined> => undefined;
    const caller = (call: Credentials): Promise<Caller> => authentication.caller(call);
    return {
      getBundle: this.#unary(anybody, async () => bundle()),
      watchBundle: this.#stream(anybody, async (call: ServerWritableStream<unknown, wire.Bundle>) => watchers.add(call, bundle(), addressOf(call.getPeer()))),
      enroll: this.#unary((call) => authentication.enrolling(call), (request: wire.EnrollRequest, who) => issuing.client(who, request)),
      issueLeaf: this.#unary(caller, (request: wire.IssueLeafRequest, who) => issuing.leaf(who, request)),
      issueIntermediate: this.#unary(caller, (request: wire.IssueIntermediateRequest, who) => issuing.intermediate(who, request)),
      listIssuances: this.#stream(caller, async (call: ServerWritableStream<wire.ListIssuancesRequest, wire.Issuance>, who) => {
        if (!who.audit) throw denied(`${who.name} may not read what was issued: the policy has no audit for it`);
        // For as long as it may: the policy can change while it follows.
        await streamIssuances(call, issuances, call.request, { signal, mayGoOn: () => policy().named(who.name)?.audit === true });
      }),
      rotate: this.#unary(caller, async (request: wire.RotateRequest, who) => this.#rotate(request, who)),
    };
  }

  #rotate({ step }: wire.RotateRequest, who: Caller): wire.Bundle {
    const { roots, log, onRotated, bundle } = this.#parts;
    if (!who.rotate) throw denied(`${who.name} may not change roots: the policy has no rotate for it`);
    const name = steps.get(step);
    if (name === undefined) throw invalid(`step: ${step} is none`);
    try {
      inItsState(() => roots[name]());
    } finally {
      // Also where it has failed: it may have found what another replica did, or have got half-way.
      onRotated();
    }
    log.event('info', 'rotated', { step: name, caller: who.name }, `a step to a new root, by ${who.name}: ${name}`);
    return bundle();
  }

  #unary<Q, A, C>(identify: (call: Credentials) => Promise<C>, answer: (request: Q, caller: C) => Promise<A>): handleUnaryCall<Q, A> {
    return (call: ServerUnaryCall<Q, A>, callback) => {
      const answered = async (): Promise<A> => answer(decoded(call.request), await identify(call as unknown as Credentials));
      answered().then((value) => callback(null, value), (error: unknown) => callback(this.#status(error, call)));
    };
  }

  #stream<Q, A, C>(identify: (call: Credentials) => Promise<C>, write: (call: ServerWritableStream<Q, A>, caller: C) => Promise<void>): handleServerStreamingCall<Q, A> {
    return (call) => {
      const written = async (): Promise<void> => {
        decoded(call.request);
        await write(call, await identify(call as unknown as Credentials));
      };
      written().catch((error: unknown) => call.emit('error', this.#status(error, call)));
    };
  }

  #status(error: unknown, call: { getPeer(): string; getPath(): string }): { readonly code: status; readonly details: string } {
    const { log, onRefused } = this.#parts;
    const refusal = error instanceof Refusal ? error : new Refusal(status.INTERNAL, 'a mistake of the service: its log has more', { cause: error });
    if (refusal !== error) log.event('error', 'fault', { stack: (error as Error).stack }, `a bug: ${firstLine(error)}`);
    onRefused({ code: status[refusal.code], method: call.getPath().split('/').at(-1)!, address: addressOf(call.getPeer()), reason: refusal.message });
    return { code: refusal.code, details: refusal.message };
  }
}

type Step = 'prepare' | 'activate' | 'retire';

const steps = new Map<number, Step>([
  [wire.RotationStep.ROTATION_STEP_PREPARE, 'prepare'],
  [wire.RotationStep.ROTATION_STEP_ACTIVATE, 'activate'],
  [wire.RotationStep.ROTATION_STEP_RETIRE, 'retire'],
]);

function decoded<Q>(request: Q): Q {
  if (request === garbage) throw invalid('the request is no message of this method');
  return request;
}
