import { StoreError } from '@weir/store';

/** A failure as the API answers it: RFC 9457, `application/problem+json`. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  /** Further members of the document, such as the position in a filter. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(status: number, title: string, detail?: string, members: Readonly<Record<string, unknown>> = {}) {
    super(detail ?? title);
    this.name = 'Problem';
    this.status = status;
    this.title = title;
    this.members = members;
  }

  /** RFC 9457, section 3.1: `type` is about:blank, so `title` is what the status means here. */
  document(): Readonly<Record<string, unknown>> {
    const detail = this.message === this.title ? {} : { detail: this.message };
    return { type: 'about:blank', title: this.title, status: this.status, ...detail, ...this.members };
  }
}

export const PROBLEM_TYPE = 'application/problem+json';

/** Any thrown value as a problem. What is not ours says nothing of the inside: the log has it. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreError && error.code === 'bad-cursor') return new Problem(400, 'Bad query parameter', error.message, { parameter: 'cursor' });
  // It names a flow and nothing else: whoever asks for that flow should know.
  if (error instanceof StoreError && error.code === 'corrupt-record') return new Problem(500, 'A stored flow is damaged', error.message);
  const { statusCode, message } = error as { statusCode?: unknown; message?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new Problem(statusCode, 'The request cannot be understood', String(message));
  }
  return new Problem(500, 'Internal error', 'the log of the collector has the reason');
}
