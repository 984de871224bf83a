import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { ProxyError, type Answer, type Connection, type Question } from '@weir/core';
import { lookupError } from './errors.ts';

/** Who answers a kind of question. What it throws or rejects with becomes a ProxyError. */
export type Answerers = {
  readonly [K in Question['kind']]?: (question: Extract<Question, { kind: K }>, connection: Connection) => Answer | ProxyError | Promise<Answer | ProxyError>;
};

/** What handlers ask for. `resolve` is answered by the system's resolver where nobody else is named. */
export class Questions {
  readonly #answerers: Answerers;
  readonly #deadlineMs: number;

  constructor(answerers: Answerers, deadlineMs: number, lookup: LookupFunction = systemLookup as LookupFunction) {
    this.#answerers = { resolve: (question) => resolve(question.host, lookup), ...answerers };
    this.#deadlineMs = deadlineMs;
  }

  /** `done` is called once, never within the call. */
  answer(question: Question, connection: Connection, done: (answer: Answer | ProxyError) => void): void {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ProxyError>((settle) => {
      timer = setTimeout(() => settle(overdue(question, this.#deadlineMs)), this.#deadlineMs);
    });
    const answered = this.#ask(question, connection).catch((error: unknown) => failure(question, error));
    void Promise.race([answered, late]).then((answer) => {
      clearTimeout(timer);
      done(answer);
    });
  }

  async #ask(question: Question, connection: Connection): Promise<Answer | ProxyError> {
    // The kind picks the answerer of its own questions, which the type of a union's lookup cannot say.
    const answerer = this.#answerers[question.kind] as ((asked: Question, connection: Connection) => Answer | ProxyError | Promise<Answer | ProxyError>) | undefined;
    return answerer === undefined ? new ProxyError('internal', `Nobody answers "${question.kind}" here.`) : answerer(question, connection);
  }
}

function resolve(host: string, lookup: LookupFunction): Promise<Answer | ProxyError> {
  return new Promise((settle) => {
    lookup(host, { all: true }, (error, found) => {
      if (error !== null) return settle(lookupError(error, host));
      const addresses = typeof found === 'string' ? [found] : (found as readonly LookupAddress[]).map((each) => each.address);
      return settle({ kind: 'resolve', addresses });
    });
  });
}

function overdue(question: Question, ms: number): ProxyError {
  // There is more to check than can be.
  if (question.kind === 'authenticate') return new ProxyError('limit-exceeded', `The password was not checked within ${ms} ms.`, { status: 503 });
  return new ProxyError(question.kind === 'resolve' ? 'dns-failure' : 'internal', `No answer to "${question.kind}" within ${ms} ms.`);
}

function failure(question: Question, error: unknown): ProxyError {
  return error instanceof ProxyError ? error : new ProxyError('internal', `"${question.kind}" failed.`, { cause: error });
}
