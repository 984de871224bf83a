/** What an answer had that is not right; `kind` is what errors are counted by. */
export class WrongAnswer extends Error {
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}
