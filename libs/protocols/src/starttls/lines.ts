import type { Heard, Turn } from './dialogue.ts';

/** Longer ones are no lines of a protocol that could become TLS: RFC 5321, 4.5.3.1.5, has 512; capabilities of IMAP servers take more. */
export const maxLineBytes = 4096;

const LF = 0x0a;
/** No text protocol has them. */
const controls = /[\0-\x08\x0e-\x1f]/;

export interface Line {
  /** Without its end, latin1. */
  readonly text: string;
  /** Where the next one begins. */
  readonly end: number;
}

/** Puts together the lines of one side, ended by CRLF or a bare LF, which servers take as well. Keeps no more than one that is not whole. */
export class Lines {
  #part = '';

  /** The line that ends in `bytes` behind `at`; `more`: none does; `over`: this is no text, or too long a line. */
  next(bytes: Uint8Array, at: number): Line | 'more' | 'over' {
    const lf = bytes.indexOf(LF, at);
    const to = lf < 0 ? bytes.length : lf;
    if (this.#part.length + to - at > maxLineBytes) return 'over';
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, to - at).toString('latin1');
    if (controls.test(text)) return 'over';
    const line = this.#part + text;
    this.#part = lf < 0 ? line : '';
    return lf < 0 ? 'more' : { text: line.endsWith('\r') ? line.slice(0, -1) : line, end: lf + 1 };
  }
}

/** Hears `bytes` line by line: what `say` makes of the first line that is more than talk is what they mean, as of that line's end. */
export function hearLines(lines: Lines, bytes: Uint8Array, say: (text: string) => 'more' | 'over' | Turn['turn']): Heard {
  let at = 0;
  while (at < bytes.length) {
    const line = lines.next(bytes, at);
    if (line === 'more' || line === 'over') return line;
    at = line.end;
    const heard = say(line.text);
    if (heard === 'over') return heard;
    if (heard !== 'more') return { turn: heard, at };
  }
  return 'more';
}
