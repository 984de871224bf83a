import { CLIENT, type Side } from '@weir/core';
import type { Dialogue, Heard } from './dialogue.ts';
import { hearLines, Lines } from './lines.ts';

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
    return side === CLIENT
      ? hearLines(this.#client, bytes, (text) => (text.endsWith('}') ? 'over' : this.#command(text)))
      : hearLines(this.#server, bytes, (text) => (text.endsWith('}') ? 'over' : this.#response(text)));
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
