import { CLIENT, type Side } from '@weir/core';
import type { Dialogue, Heard } from './dialogue.ts';

/** A length of 8 and a code in place of a protocol version (PostgreSQL's manual, 53.7: SSLRequest, GSSENCRequest). */
const sslRequest = [0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f];
const gssRequest = [0, 0, 0, 8, 4, 0xd2, 0x16, 0x30];
const YES = 0x53;
const NO = 0x4e;

/** PostgreSQL up to TLS (manual, 53.2.10). A request for GSSAPI encryption may come first, and be declined. */
export class PostgresDialogue implements Dialogue {
  #read = 0;
  #state: 'request' | 'gss' | 'ssl' = 'request';

  hear(side: Side, bytes: Uint8Array): Heard {
    return side === CLIENT ? this.#request(bytes) : this.#answer(bytes);
  }

  #request(bytes: Uint8Array): Heard {
    for (let at = 0; at < bytes.length; at++) {
      if (this.#state !== 'request') return 'over';
      const last = this.#read === sslRequest.length - 1;
      if (last && bytes[at] === gssRequest.at(-1)) this.#state = 'gss';
      else if (bytes[at] !== sslRequest[this.#read]) return 'over';
      else if (last) {
        this.#state = 'ssl';
        return { turn: 'asked', at: at + 1 };
      }
      this.#read++;
    }
    return 'more';
  }

  /** One byte; an ErrorResponse of very old servers begins with E. */
  #answer(bytes: Uint8Array): Heard {
    if (bytes.length === 0) return 'more';
    if (this.#state === 'ssl' && bytes[0] === YES) return { turn: 'granted', at: 1 };
    if (this.#state !== 'gss' || bytes[0] !== NO || bytes.length > 1) return 'over';
    this.#state = 'request';
    this.#read = 0;
    return 'more';
  }
}
