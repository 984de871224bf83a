import { Client, clientParts, type ClientOwner } from './client.ts';
import type { LoadJob, LoadResult } from './job.ts';
import { Latencies } from './latencies.ts';

/** A request, a connect or a close that takes longer has failed. */
const patienceMs = 10_000;

/** Between two attempts of a client that cannot connect. */
const retryMs = 50;

/** More than this is a mistake in a command. */
const mostSeconds = 3600;

/** Does the job; resolves when every request that was sent is answered or given up. Rejects for a job that makes no sense. */
export function runLoad(job: LoadJob): Promise<LoadResult> {
  const wrong = objection(job);
  if (wrong !== undefined) return Promise.reject(new Error(wrong));
  return new Load(job).run();
}

function objection(job: LoadJob): string | undefined {
  const { host } = job.way.endpoint;
  if (!/^127\.\d+\.\d+\.\d+$|^::1$|^localhost$/.test(host)) return `${host} is not an address of this machine's loopback: load goes nowhere else`;
  if (!(job.seconds > 0 && job.seconds <= mostSeconds)) return `seconds must be between 0 and ${mostSeconds}`;
  if (!(job.connections >= 1)) return 'at least one connection is needed';
  if (job.rate !== undefined && !(job.rate > 0)) return 'the rate must be above 0';
  return undefined;
}

class Load implements ClientOwner {
  readonly #job: LoadJob;
  readonly #clients: Client[];
  readonly #idle: Client[] = [];
  readonly #latencies = new Latencies();
  readonly #errors: Record<string, number> = {};
  readonly #most: number;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #cpu = process.cpuUsage();
  #startedAt = 0;
  #endsAt = 0;
  #lastAt = 0;
  #started = 0;
  #answered = 0;
  #begun = false;
  #resolve: (result: LoadResult) => void = () => undefined;

  constructor(job: LoadJob) {
    this.#job = job;
    const parts = clientParts(job);
    this.#clients = Array.from({ length: job.connections }, () => new Client(parts, this));
    const due = job.rate === undefined ? Infinity : Math.round(job.rate * job.seconds);
    this.#most = Math.min(due, job.requests ?? Infinity);
  }

  run(): Promise<LoadResult> {
    this.#timers.push(setInterval(() => this.#sweep(), 250));
    return new Promise((resolve) => {
      this.#resolve = resolve;
      if (this.#job.connectEach) {
        this.#idle.push(...this.#clients);
        this.#begin();
      } else {
        for (const client of this.#clients) client.open();
      }
    });
  }

  answered(client: Client): void {
    const now = performance.now();
    this.#answered++;
    this.#lastAt = now;
    this.#latencies.add(now - client.dueAt);
  }

  failed(client: Client, kind: string): void {
    this.misbehaved(kind);
    this.#lastAt = performance.now();
    if (kind.startsWith('connect')) setTimeout(() => this.idle(client), retryMs);
    else this.idle(client);
  }

  misbehaved(kind: string): void {
    this.#errors[kind] = (this.#errors[kind] ?? 0) + 1;
  }

  idle(client: Client): void {
    this.#idle.push(client);
    if (!this.#begun) {
      // Only when all are connected, so that connecting is no part of what is measured.
      if (this.#idle.length === this.#clients.length) this.#begin();
      return;
    }
    this.#fill();
  }

  #begin(): void {
    this.#begun = true;
    this.#startedAt = performance.now();
    this.#lastAt = this.#startedAt;
    this.#endsAt = this.#startedAt + this.#job.seconds * 1000;
    if (this.#job.rate !== undefined) this.#timers.push(setInterval(() => this.#fill(), 1));
    this.#fill();
  }

  /** Gives idle clients what is due. */
  #fill(): void {
    const now = performance.now();
    const due = this.#due(now);
    while (this.#started < due && this.#idle.length > 0) {
      const client = this.#idle.pop()!;
      const { rate } = this.#job;
      const dueAt = rate === undefined ? now : this.#startedAt + (this.#started * 1000) / rate;
      this.#started++;
      client.request(dueAt);
    }
    if (this.#isOver(now) && this.#idle.length === this.#clients.length) this.#finish();
  }

  /** How many requests may have been started by now. */
  #due(now: number): number {
    const { rate } = this.#job;
    if (rate === undefined) return now < this.#endsAt ? this.#most : this.#started;
    // What was due in time is sent late rather than never, but not for ever.
    if (now > this.#endsAt + patienceMs) return this.#started;
    return Math.min(this.#most, Math.floor(((now - this.#startedAt) * rate) / 1000) + 1);
  }

  #isOver(now: number): boolean {
    if (this.#started >= this.#most) return true;
    return now >= this.#endsAt + (this.#job.rate === undefined ? 0 : patienceMs);
  }

  /** Gives up what takes too long, and notices the end where no event does. */
  #sweep(): void {
    const before = performance.now() - patienceMs;
    for (const client of this.#clients) {
      if (client.isBusy && client.since < before) client.abandon('timeout');
    }
    if (this.#begun) this.#fill();
  }

  #finish(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    for (const client of this.#clients) client.close();
    const unsent = this.#most === Infinity || this.#job.rate === undefined ? 0 : this.#most - this.#started;
    if (unsent > 0) this.#errors['not sent'] = unsent;
    const seconds = (this.#lastAt - this.#startedAt) / 1000;
    const cpu = process.cpuUsage(this.#cpu);
    this.#resolve({
      requests: this.#answered,
      errors: this.#errors,
      seconds,
      perSecond: seconds > 0 ? this.#answered / seconds : 0,
      latency: this.#latencies.summary(),
      connections: this.#clients.reduce((sum, client) => sum + client.opened, 0),
      bytes: this.#answered * this.#job.expects.bytes,
      ownCpuUs: (cpu.user + cpu.system) / Math.max(this.#answered, 1),
    });
  }
}
