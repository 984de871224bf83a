import { CLIENT, type Side } from '@weir/core';
import type { Dialogue, Heard } from './dialogue.ts';
import { Lines } from './lines.ts';

const greeting = /^\* OK(?: |$)/i;
const startTls = /^(\S+) STARTTLS[ \t]*$/i;

/** IMAP up to STARTTLS (RFC 9051, 6.2.1). A literal (4.3) may hold anything: none is expected before it. */
export class ImapDialogue implements Dialogue {
  readonly #client = new Lines();
  readonly #server = new Lines();
  #greeted = false;
  /** The tag of STARTTLS, with the space behind it. */
  #tag: string | undefined;

  hear(side: Side, bytes: Uint8Array): Heard {
    const lines = side === CLIENT ? this.#client : this.#server;
    let at = 0;
    while (at < bytes.length) {
      const line = lines.next(bytes, at);
      if (line === 'more' || line === 'over') return line;
      at = line.end;
      if (line.text.endsWith('}')) return 'over';
      const heard = side === CLIENT ? this.#command(line.text) : this.#response(line.text);
      if (heard === 'over') return heard;
      if (heard !== 'more') return { turn: heard, at };
    }
    return 'more';
  }

  #command(text: string): 'more' | 'asked' {
    const tag = startTls.exec(text)?.[1];
    if (tag === undefined) return 'more';
    this.#tag = `${tag} `;
    return 'asked';
  }

  #response(text: string): 'more' | 'over' | 'granted' {
    if (!this.#greeted) {
      this.#greeted = true;
      return greeting.test(text) ? 'more' : 'over';
    }
    if (this.#tag === undefined || !text.startsWith(this.#tag)) return 'more';
    return /^OK(?: |$)/i.test(text.slice(this.#tag.length)) ? 'granted' : 'over';
  }
}
