/** Crockford's base 32: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const valueOf = new Int8Array(128).fill(-1);
for (let i = 0; i < alphabet.length; i++) {
  valueOf[alphabet.charCodeAt(i)] = i;
  valueOf[alphabet.toLowerCase().charCodeAt(i)] = i;
}

const timeBytes = 6;
const maxTime = 2 ** 48 - 1;

/**
 * Makes ULIDs (https://github.com/ulid/spec): 48 bits of milliseconds, 80 bits of randomness. Those of one source ascend,
 * also within a millisecond and when the clock goes backwards. `random` fills its argument with random octets.
 */
export class UlidSource {
  readonly #random: (into: Uint8Array) => void;
  readonly #state = new Uint8Array(16);
  readonly #tail = this.#state.subarray(timeBytes);
  #lastMs = -1;

  constructor(random: (into: Uint8Array) => void) {
    this.#random = random;
  }

  /** A fresh array of 16 bytes. `nowMs`: milliseconds since 1970. */
  next(nowMs: number): Uint8Array {
    const state = this.#state;
    if (nowMs >= this.#lastMs + 1) {
      this.#startMillisecond(Math.min(Math.floor(nowMs), maxTime));
    } else {
      let i = 15;
      while (state[i] === 255) {
        state[i] = 0;
        i--;
      }
      state[i]!++;
    }
    return state.slice();
  }

  #startMillisecond(ms: number): void {
    this.#lastMs = ms;
    const state = this.#state;
    const high = Math.floor(ms / 2 ** 32);
    state[0] = high >>> 8;
    state[1] = high;
    state[2] = ms / 2 ** 24;
    state[3] = ms / 2 ** 16;
    state[4] = ms / 2 ** 8;
    state[5] = ms;
    this.#random(this.#tail);
    // A clear top bit leaves 2^79 increments: the tail never overflows into the time.
    this.#tail[0]! &= 0x7f;
  }
}

/** The 26 characters of a ULID, upper case. */
export function ulidText(bytes: Uint8Array): string {
  // 128 bits in 26 digits of 5: the first digit has the top 3 bits only.
  let text = '';
  let bits = 0;
  let held = 2;
  for (let i = 0; i < 16; i++) {
    bits = ((bits & 0x1f) << 8) | (bytes[i] ?? 0);
    held += 8;
    while (held >= 5) {
      held -= 5;
      text += alphabet[(bits >>> held) & 31]!;
    }
  }
  return text;
}

/** The 16 bytes of a ULID's text, in either case; undefined where it is none. */
export function ulidBytes(text: string): Uint8Array | undefined {
  if (text.length !== 26) return undefined;
  const bytes = new Uint8Array(16);
  let bits = 0;
  let held = -2;
  let at = 0;
  for (let i = 0; i < 26; i++) {
    const value = valueOf[text.charCodeAt(i)] ?? -1;
    if (value < 0 || (i === 0 && value > 7)) return undefined;
    bits = ((bits & 0xff) << 5) | value;
    held += 5;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = bits >>> held;
    }
  }
  return bytes;
}
