/** Tries of at most so many inputs: each may run the target for a while. */
const maxTries = 3000;

/** A shorter and plainer input that still fails, found by leaving pieces out, large ones first, then by making bytes plain. `fails` must hold for `input`. */
export function minimise(input: Uint8Array, fails: (bytes: Uint8Array) => boolean): Uint8Array {
  let tries = 0;
  let best = input;
  const take = (candidate: Uint8Array): boolean => {
    if (tries++ >= maxTries || !fails(candidate)) return false;
    best = candidate;
    return true;
  };
  for (let size = Math.ceil(best.length / 2); size >= 1;) {
    let shorter = false;
    for (let at = 0; at < best.length && tries < maxTries;) {
      if (take(without(best, at, size))) shorter = true;
      else at += size;
    }
    // What could not go before may go now.
    if (size === 1 && !shorter) break;
    size = Math.max(1, Math.floor(size / 2));
  }
  for (let at = 0; at < best.length && tries < maxTries; at++) {
    if (best[at] !== plain) take(Uint8Array.from(best, (byte, index) => (index === at ? plain : byte)));
  }
  return best;
}

const plain = 'a'.charCodeAt(0);

function without(bytes: Uint8Array, at: number, length: number): Uint8Array {
  const rest = new Uint8Array(Math.max(at, bytes.length - length));
  rest.set(bytes.subarray(0, at));
  rest.set(bytes.subarray(at + length), at);
  return rest.subarray(0, bytes.length - Math.min(length, bytes.length - at));
}
