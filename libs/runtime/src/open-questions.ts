import type { Answer, Connection, ProxyError, Question } from '@weir/core';
import type { Questions } from './questions.ts';

/** What the present handler of a connection has asked and was not told yet. */
export class OpenQuestions {
  #last = 0;
  #open: Set<number> | undefined;

  /** Answers with the question's id, which no other of the connection has; `done` is called with it unless `drop` comes first. */
  ask(questions: Questions, question: Question, connection: Connection, done: (id: number, answer: Answer | ProxyError) => void): number {
    const id = this.unheard();
    const open = (this.#open ??= new Set());
    open.add(id);
    questions.answer(question, connection, (answer) => {
      if (open.delete(id)) done(id, answer);
    });
    return id;
  }

  /** The id of a question that nobody asks. */
  unheard(): number {
    return ++this.#last;
  }

  drop(): void {
    this.#open?.clear();
  }
}
