import { CLIENT, SERVER, type Io, type Side } from '@weir/core';
import { looksLikeTls } from '../sniff/first-bytes.ts';
import type { Dialogue, Turn } from './dialogue.ts';
import { ImapDialogue } from './imap.ts';
import { MysqlDialogue } from './mysql.ts';
import { PostgresDialogue } from './postgres.ts';
import { SmtpDialogue } from './smtp.ts';

/** So much of both sides together is looked at: an upgrade comes early, or not at all. */
export const maxWatchedBytes = 64 * 1024;

/** What a relay is told by its watch. */
export interface UpgradeOwner {
  /** These bytes go on to the other side. */
  pass(side: Side, bytes: Uint8Array): void;
  /** Both sides speak TLS from here on; `hello` is what the client has said of it. The last call. */
  upgrade(hello: Uint8Array): void;
  /** There is nothing more to be seen. The last call. */
  unwatched(): void;
}

/** Talking in the clear; TLS was asked for; it was granted, and the client's first bytes of it are waited for. */
type State = 'talk' | 'asked' | 'granted' | 'over';

const noBytes = new Uint8Array(0);

/**
 * Sees both directions of a connection pass and notices where they turn to TLS. What a client sends behind its wish is held back until the server has
 * answered: it is a ClientHello, or it goes on to the server as it came, in the clear and before any TLS of ours. So no command that somebody
 * put behind STARTTLS is ever read from within the TLS session (CVE-2011-0411, CVE-2021-23214); a server that speaks on in the clear has no TLS at all.
 */
export class UpgradeWatch {
  readonly #io: Pick<Io, 'hold' | 'release'>;
  readonly #owner: UpgradeOwner;
  #dialogues: readonly Dialogue[] = [new SmtpDialogue(), new ImapDialogue(), new PostgresDialogue(), new MysqlDialogue()];
  #state: State = 'talk';
  #left = maxWatchedBytes;
  /** Of the client, kept back: one chunk at most, and what began it. */
  #waiting: Uint8Array = noBytes;
  #held = false;

  constructor(io: Pick<Io, 'hold' | 'release'>, owner: UpgradeOwner) {
    this.#io = io;
    this.#owner = owner;
  }

  read(side: Side, bytes: Uint8Array): void {
    if (side === CLIENT && this.#state !== 'talk') this.#keep(bytes);
    else if (this.#state === 'granted') this.#leave(side, bytes);
    else this.#hear(side, bytes);
  }

  /** A side has ended: nothing that it owes will come. */
  ended(): void {
    this.#leave(SERVER, noBytes);
  }

  #hear(side: Side, bytes: Uint8Array): void {
    const heard = bytes.subarray(0, this.#left);
    this.#left -= heard.length;
    const alive: Dialogue[] = [];
    let turn: Turn | undefined;
    let whose: Dialogue | undefined;
    for (const dialogue of this.#dialogues) {
      const said = dialogue.hear(side, heard);
      if (said === 'more') alive.push(dialogue);
      else if (said !== 'over' && (turn === undefined || said.at < turn.at)) {
        turn = said;
        whose = dialogue;
      }
    }
    // The others have heard what stands behind a turn, which is not theirs.
    this.#dialogues = whose === undefined ? alive : [whose];
    if (turn !== undefined) this.#turn(side, bytes, turn);
    else if (this.#dialogues.length === 0 || heard.length < bytes.length) this.#leave(side, bytes);
    else this.#owner.pass(side, bytes);
  }

  #turn(side: Side, bytes: Uint8Array, { turn, at }: Turn): void {
    this.#owner.pass(side, bytes.subarray(0, at));
    this.#state = turn;
    const rest = bytes.subarray(at);
    if (rest.length > 0) this.read(side, rest);
    else if (turn === 'granted') this.#look();
  }

  #keep(bytes: Uint8Array): void {
    this.#waiting = Buffer.concat([this.#waiting, bytes]);
    if (this.#state === 'granted') return this.#look();
    this.#held = true;
    this.#io.hold(CLIENT);
  }

  /** Whether what the client says after it was let is TLS. */
  #look(): void {
    const looks = this.#waiting.length === 0 ? 'more' : looksLikeTls(this.#waiting);
    if (looks === 'more') return this.#release();
    if (looks === 'no') return this.#leave(CLIENT, noBytes);
    this.#state = 'over';
    this.#owner.upgrade(this.#waiting);
  }

  #leave(side: Side, bytes: Uint8Array): void {
    this.#state = 'over';
    if (bytes.length > 0) this.#owner.pass(side, bytes);
    if (this.#waiting.length > 0) this.#owner.pass(CLIENT, this.#waiting);
    this.#waiting = noBytes;
    this.#release();
    this.#owner.unwatched();
  }

  #release(): void {
    if (this.#held) this.#io.release(CLIENT);
    this.#held = false;
  }
}
