import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { FlowJson } from '@weir/flow';
import { ApiError, type Api } from './api.ts';
import { rowOf } from './row.ts';
import { RowList } from './row-list.ts';
import type { OpenTail } from './tail-source.ts';

export type LiveState = 'connecting' | 'live' | 'broken';

export interface FlowsOptions {
  readonly api: Pick<Api, 'flows'>;
  readonly openTail: OpenTail;
  /** Runs `update` soon: what arrives until then is shown at once. */
  readonly soon: (update: () => void) => void;
  readonly maxRows?: number;
}

const PAGE = '200';
const REFILL_PAGE = '1000';
/** After every id. */
const NEWEST = '\uffff';
/** A gap of more pages is not filled: the list begins anew at the present. */
const REFILL_PAGES = 10;

/** The flows that match the filter: history by pages, the present by the tail. */
export class Flows {
  readonly rows: RowList;
  readonly #version = signal(0);
  readonly #count = signal(0);
  readonly #live: Signal<LiveState> = signal('connecting');
  readonly #failure = signal<ApiError | undefined>(undefined);
  readonly #filter = signal('');
  /** Where history goes on. */
  readonly #next = signal<string | undefined>(undefined);
  readonly #options: FlowsOptions;
  /** Flows of the tail that are not in `rows` yet. */
  #arrived: FlowJson[] = [];
  /** Of the filter whose history is being asked for. */
  #paging: AbortSignal | undefined;
  #refilling = false;
  #again = false;
  #closeTail: () => void = () => {};
  #abort = new AbortController();

  constructor(options: FlowsOptions) {
    this.#options = options;
    this.rows = new RowList(options.maxRows);
  }

  /** Changes with the rows. */
  get version(): ReadonlySignal<number> {
    return this.#version;
  }

  /** How many flows are listed. */
  get count(): ReadonlySignal<number> {
    return this.#count;
  }

  get live(): ReadonlySignal<LiveState> {
    return this.#live;
  }

  /** What the API refused last, such as a filter. */
  get failure(): ReadonlySignal<ApiError | undefined> {
    return this.#failure;
  }

  /** The filter in force. */
  get filter(): ReadonlySignal<string> {
    return this.#filter;
  }

  /** Of a flow in the list; to be read where it is to be followed. */
  revisionOf(id: string | undefined): number | undefined {
    return id !== undefined && this.#version.value > 0 ? this.rows.at(this.rows.indexOf(id))?.revision : undefined;
  }

  /** There is older history to be asked for. */
  get more(): boolean {
    return this.#next.value !== undefined;
  }

  /** Shows what matches `filter`, from the newest on. A filter that is refused leaves all as it was. */
  async show(filter: string): Promise<void> {
    const abort = new AbortController();
    this.#abort.abort();
    this.#abort = abort;
    let page;
    try {
      page = await this.#ask(filter, { limit: PAGE }, abort.signal);
    } catch (error) {
      this.#refused(error, abort.signal);
      return;
    }
    if (abort.signal.aborted) return;
    this.#closeTail();
    this.#arrived = [];
    batch(() => {
      this.#filter.value = filter;
      this.#failure.value = undefined;
      this.#live.value = 'connecting';
      this.rows.clear();
      this.#changed();
      this.#next.value = page.next;
      this.#add(page.flows);
    });
    this.#closeTail = this.#options.openTail(filter, {
      opened: () => { this.#live.value = 'live'; void this.#refill(); },
      flow: (flow) => this.#arrive(flow),
      lost: () => void this.#refill(),
      broken: () => { this.#live.value = 'broken'; },
    });
  }

  /** The next page of history. */
  async older(): Promise<void> {
    const { signal: aborted } = this.#abort;
    if (this.#paging === aborted || !this.more) return;
    this.#paging = aborted;
    try {
      // A search that takes long ends a page early, maybe before its first flow.
      for (let found = 0; found === 0 && this.more;) {
        const page = await this.#ask(this.#filter.value, { limit: REFILL_PAGE, cursor: this.#next.value }, aborted);
        if (aborted.aborted) return;
        batch(() => {
          this.#next.value = page.next;
          this.#add(page.flows);
        });
        found = page.flows.length;
      }
    } catch (error) {
      this.#refused(error, aborted);
    } finally {
      if (this.#paging === aborted) this.#paging = undefined;
    }
  }

  close(): void {
    this.#abort.abort();
    this.#closeTail();
  }

  /** Asks for what the tail did not bring: from the newest flow back to what is known to be settled. */
  async #refill(): Promise<void> {
    if (this.#refilling) {
      this.#again = true;
      return;
    }
    this.#refilling = true;
    const { signal: aborted } = this.#abort;
    try {
      await this.#refillOnce(aborted);
      if (!aborted.aborted) this.#failure.value = undefined;
    } catch (error) {
      this.#refused(error, aborted);
    } finally {
      this.#refilling = false;
    }
    if (!this.#again) return;
    this.#again = false;
    await this.#refill();
  }

  async #refillOnce(aborted: AbortSignal): Promise<void> {
    const from = this.rows.staleFrom(Number(REFILL_PAGE) * REFILL_PAGES);
    const newest = this.rows.at(0)?.id;
    let cursor: string | undefined;
    let reached = NEWEST;
    for (let page = 0; page < REFILL_PAGES; page++) {
      const { flows, next } = await this.#ask(this.#filter.value, { limit: page === 0 ? PAGE : REFILL_PAGE, cursor }, aborted);
      if (aborted.aborted) return;
      this.#add(flows);
      cursor = next;
      reached = flows.at(-1)?.id ?? reached;
      if (next === undefined || (from !== undefined && reached <= from)) return;
      if (from === undefined) {
        // Unless history is already searched further back.
        this.#next.value ??= next;
        return;
      }
    }
    // Where the gap reaches beyond what is asked for, older rows would stand below a hole.
    if (newest !== undefined && reached > newest) {
      this.rows.dropBefore(reached);
      this.#next.value = cursor;
      this.#changed();
    }
  }

  #ask(filter: string, query: Readonly<Record<string, string | undefined>>, aborted: AbortSignal) {
    return this.#options.api.flows({ ...query, filter: filter === '' ? undefined : filter }, aborted);
  }

  #refused(error: unknown, aborted: AbortSignal): void {
    if (aborted.aborted) return;
    if (!(error instanceof ApiError)) throw error;
    this.#failure.value = error;
  }

  /** A thousand flows at once are drawn once. */
  #arrive(flow: FlowJson): void {
    this.#arrived.push(flow);
    if (this.#arrived.length > 1) return;
    this.#options.soon(() => {
      const flows = this.#arrived;
      this.#arrived = [];
      this.#add(flows);
    });
  }

  #add(flows: readonly FlowJson[]): void {
    if (flows.length === 0) return;
    // Below the rows that were dropped, the next page would leave a hole.
    if (this.rows.add(flows.map(rowOf))) this.#next.value = undefined;
    this.#changed();
  }

  #changed(): void {
    batch(() => {
      this.#version.value++;
      this.#count.value = this.rows.length;
    });
  }
}
