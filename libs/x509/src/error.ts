/** What is wrong with an authority, or with bytes that were given as one: one sentence for the user, naming the file where there is one. */
export class AuthorityError extends Error {
  override readonly name = 'AuthorityError';
  readonly file: string | undefined;

  constructor(message: string, options: ErrorOptions & { readonly file?: string } = {}) {
    super(options.file === undefined ? message : `${options.file}: ${message}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.file = options.file;
  }
}
