import type { ServerWritableStream } from '@grpc/grpc-js';
import { wire } from '@weir/ca-api';
import { subjectName } from '@weir/x509';
import type { IssuanceFilter, IssuanceLog, LoggedIssuance } from './issuance-log.ts';

type Stream = ServerWritableStream<unknown, wire.Issuance>;

const kinds = {
  leaf: wire.IssuanceKind.ISSUANCE_KIND_LEAF,
  intermediate: wire.IssuanceKind.ISSUANCE_KIND_INTERMEDIATE,
  client: wire.IssuanceKind.ISSUANCE_KIND_CLIENT,
} as const;

export interface StreamTerms {
  /** Aborts when the service ends. */
  readonly signal: AbortSignal;
  /** Whether the caller may still read: asked before each page. */
  readonly mayGoOn: () => boolean;
}

/** Writes what fits to a caller, as fast as it reads; with `follow` until it leaves or may not any more. Nothing waits in memory but a page of the log. */
export async function streamIssuances(stream: Stream, log: IssuanceLog, { since, caller, name, limit, follow }: wire.ListIssuancesRequest, { signal, mayGoOn }: StreamTerms): Promise<void> {
  // As names stand in certificates.
  const filter: IssuanceFilter = { since, caller, name: subjectName(name)?.text ?? name };
  const reader = new Reader(stream, log, signal);
  try {
    let after = limit > 0 ? await log.beforeLast(limit, filter) : log.before(since);
    while (!reader.isGone && mayGoOn()) {
      const { rows, upTo } = log.page(after, filter);
      for (const row of rows) stream.write(fromRow(row));
      after = upTo;
      await reader.ready();
      if (after < log.last) continue;
      if (!follow) break;
      await reader.more(after);
    }
  } finally {
    reader.close();
  }
  stream.end();
}

/** Waits for a caller to have read, and for the log to grow. */
class Reader {
  readonly #stream: Stream;
  readonly #log: IssuanceLog;
  readonly #leave: () => void;
  isGone = false;
  #wake: (() => void) | undefined;

  constructor(stream: Stream, log: IssuanceLog, signal: AbortSignal) {
    this.#stream = stream;
    this.#log = log;
    const wake = (): void => this.#wake?.();
    const gone = (): void => {
      this.isGone = true;
      wake();
    };
    stream.on('cancelled', gone);
    stream.on('error', gone);
    stream.on('drain', wake);
    signal.addEventListener('abort', gone, { once: true });
    const unlisten = log.onCommit(wake);
    this.#leave = () => {
      unlisten();
      signal.removeEventListener('abort', gone);
    };
    if (signal.aborted) gone();
  }

  /** Until the caller has room for a page. Others are served in between, whether or not it has. */
  async ready(): Promise<void> {
    await new Promise((resolve) => { setImmediate(resolve); });
    await this.#until(() => !this.#stream.writableNeedDrain);
  }

  /** Until there is more after this one. */
  more(after: number): Promise<void> {
    return this.#until(() => this.#log.last > after);
  }

  close(): void {
    this.#leave();
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!this.isGone && !holds()) await new Promise<void>((resolve) => { this.#wake = resolve; });
    this.#wake = undefined;
  }
}

function fromRow({ sequence, time, caller, kind, names, serialNumber, notAfter, fingerprint, issuer }: LoggedIssuance): wire.Issuance {
  return { sequence, time, caller, kind: kinds[kind], names: [...names], serialNumber, notAfter, fingerprint, issuer };
}
