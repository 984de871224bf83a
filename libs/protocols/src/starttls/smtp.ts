import { CLIENT, type Side } from '@weir/core';
import type { Dialogue, Heard } from './dialogue.ts';
import { hearLines, Lines } from './lines.ts';

const reply = /^(\d{3})([ -]|$)/;
/** After these, what the client sends is no longer commands alone (RFC 5321, 4.1.1.4; RFC 3030). */
const message = /^(?:DATA|BDAT)\b/i;
const startTls = /^STARTTLS[ \t]*$/i;

/** SMTP (RFC 5321) up to STARTTLS (RFC 3207). Commands may be sent ahead (RFC 2920): which reply is STARTTLS's is counted. */
export class SmtpDialogue implements Dialogue {
  readonly #client = new Lines();
  readonly #server = new Lines();
  #greeted = false;
  #asked = false;
  /** Replies that are to come: the greeting first. */
  #owed = 1;

  hear(side: Side, bytes: Uint8Array): Heard {
    return side === CLIENT
      ? hearLines(this.#client, bytes, (text) => this.#command(text))
      : hearLines(this.#server, bytes, (text) => this.#reply(text));
  }

  #command(text: string): 'more' | 'over' | 'asked' {
    if (message.test(text)) return 'over';
    this.#owed++;
    this.#asked = startTls.test(text);
    return this.#asked ? 'asked' : 'more';
  }

  #reply(text: string): 'more' | 'over' | 'granted' {
    const match = reply.exec(text);
    if (match === null || (!this.#greeted && match[1] !== '220')) return 'over';
    this.#greeted = true;
    if (match[2] === '-') return 'more';
    this.#owed--;
    if (this.#owed < 0) return 'over';
    if (!this.#asked || this.#owed > 0) return 'more';
    return match[1] === '220' ? 'granted' : 'over';
  }
}
