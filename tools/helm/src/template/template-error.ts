/** A template that is wrong, does what this renderer does not know, or fails by itself. The message begins with `FILE:LINE: `. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly where: Where;

  constructor(where: Where, message: string) {
    super(`${where.file}:${where.line}: ${message}`);
    this.where = where;
  }
}

export interface Where {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}
