import type { Headers, RequestHead } from './recorder.ts';

/** What a proxy answers in a server's place, whole. */
export interface LocalAnswer {
  readonly status: number;
  readonly reason: string;
  /** Without those that say how long the content is and whether the connection goes on: these are the handler's. */
  readonly headers: Headers;
  readonly content: Uint8Array;
}

/** Hosts that nobody beyond is asked about: their requests are answered here, in every mode. Pure, and known at once. */
export interface LocalAnswers {
  /** Whether `host` is one of them: a name in whatever case, or an IP literal without brackets. Asked for each request. */
  isFor(host: string): boolean;
  /** The answer to a request for such a host; its content is not looked at. To HEAD it is the same as to GET: the handler leaves the content out. */
  answer(request: RequestHead): LocalAnswer;
}
