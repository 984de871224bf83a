import { FilterError } from './filter.ts';

/** What mitmproxy's grammar lets a word contain: all but these. */
const endsWord = /[\s()~'"]/;
const space = /\s/;
const letter = /[A-Za-z]/;
const whitespaceEscapes: Readonly<Record<string, string | undefined>> = { __proto__: null as never, t: '\t', n: '\n', r: '\r', f: '\f' };

/** Reads a filter's text from left to right. Offsets are UTF-16 units. */
export class Scanner {
  readonly text: string;
  offset = 0;

  constructor(text: string) {
    this.text = text;
  }

  skipSpace(): void {
    while (this.offset < this.text.length && space.test(this.text[this.offset]!)) this.offset++;
  }

  /** The character here, '' at the end. */
  peek(ahead = 0): string {
    return this.text[this.offset + ahead] ?? '';
  }

  atEnd(): boolean {
    return this.offset >= this.text.length;
  }

  /** The letters of an operator after its `~`; an operator ends where a word does. */
  operator(): string {
    const start = this.offset;
    while (letter.test(this.peek())) this.offset++;
    const name = this.text.slice(start, this.offset);
    if (name === '' || !(this.atEnd() || endsWord.test(this.peek()))) throw new FilterError(start, 'expected the name of an operator after ~');
    return name;
  }

  /** A quoted or a bare word; undefined where neither stands here. */
  word(): string | undefined {
    const first = this.peek();
    if (first === '"' || first === "'") return this.#quoted(first);
    const start = this.offset;
    while (!this.atEnd() && !endsWord.test(this.peek())) this.offset++;
    return this.offset > start ? this.text.slice(start, this.offset) : undefined;
  }

  #quoted(quote: string): string {
    const start = this.offset++;
    let word = '';
    for (;;) {
      const character = this.peek();
      this.offset++;
      if (character === '') throw new FilterError(start, `expected a closing ${quote}`);
      if (character === quote) return word;
      word += character === '\\' ? this.#escape() : character;
    }
  }

  /** As mitmproxy's: a backslash is used up, so that a regular expression's own is written twice between quotes. */
  #escape(): string {
    const character = this.peek();
    this.offset++;
    return whitespaceEscapes[character] ?? character;
  }
}
