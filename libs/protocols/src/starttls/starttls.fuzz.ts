import { CLIENT, SERVER, type Side } from '@weir/core';
import { looksLikeTls } from '../sniff/first-bytes.ts';
import { UpgradeWatch } from './upgrade-watch.ts';

type Chunk = readonly [Side, Uint8Array];

/** What came of a dialogue: what passed, by side; with what TLS began; whether there is more to be seen. */
interface Course {
  readonly passed: readonly [string, string];
  readonly hello: string | undefined;
  readonly watched: boolean;
}

/**
 * Reads `bytes` as a dialogue, a byte of side and length before each chunk: whole, and in single bytes. Nothing is lost, doubled or put in another order,
 * TLS begins with what looks like it, and the cut makes no difference. Throws for a bug.
 */
export function fuzzStartTls(bytes: Uint8Array): void {
  const chunks = split(bytes);
  const whole = run(chunks);
  const single = run(chunks.flatMap(([side, part]) => Array.from(part, (_, at): Chunk => [side, part.subarray(at, at + 1)])));
  if (JSON.stringify(single) !== JSON.stringify(whole)) throw new Error(`the watch depends on how its input is cut: ${JSON.stringify(single)}, whole: ${JSON.stringify(whole)}`);
  const [client, server] = ([CLIENT, SERVER] as const).map((of) => latin1(Buffer.concat(chunks.filter(([side]) => side === of).map(([, part]) => part))));
  if (server !== whole.passed[SERVER] && whole.hello === undefined) throw new Error('the server\'s bytes do not pass');
  if (!client?.startsWith(whole.passed[CLIENT] + (whole.hello ?? ''))) throw new Error('the client\'s bytes do not pass as they came');
  if (!whole.watched && whole.hello === undefined && client !== whole.passed[CLIENT]) throw new Error('bytes are kept by a watch that has ended');
  if (whole.hello !== undefined && looksLikeTls(Buffer.from(whole.hello, 'latin1')) !== 'yes') throw new Error('TLS begins with something else');
}

/** The lowest bit says whose chunk it is, the others how long. */
function split(bytes: Uint8Array): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 0; at < bytes.length;) {
    const head = bytes[at] ?? 0;
    const end = Math.min(bytes.length, at + 1 + (head >> 1));
    if (end > at + 1) chunks.push([(head & 1) as Side, bytes.subarray(at + 1, end)]);
    at = end;
  }
  return chunks;
}

/** Plays the relay and the runtime: bytes of a client that is held wait, and come before all else when it is let go. After TLS has begun nothing more is played. */
function run(chunks: readonly Chunk[]): Course {
  const passed: [string, string] = ['', ''];
  let hello: string | undefined;
  let watched = true;
  let held = false;
  const waiting: Uint8Array[] = [];
  const pass = (side: Side, part: Uint8Array) => void (passed[side] += latin1(part));
  const watch = new UpgradeWatch(
    { hold: () => void (held = true), release: () => void (held = false) },
    { pass, upgrade: (head) => void (hello = latin1(head)), unwatched: () => void (watched = false) },
  );
  const read = (side: Side, part: Uint8Array) => {
    if (hello !== undefined) {
      if (side === CLIENT) hello += latin1(part);
    } else if (watched) watch.read(side, part);
    else pass(side, part);
  };
  for (const [side, part] of chunks) {
    if (side === CLIENT && held) waiting.push(part);
    else read(side, part);
    while (!held && waiting.length > 0) read(CLIENT, waiting.shift() ?? new Uint8Array(0));
    if (hello !== undefined) held = false;
  }
  if (watched && hello === undefined) {
    watch.ended();
    waiting.forEach((part) => pass(CLIENT, part));
    return { passed, hello, watched: true };
  }
  return { passed, hello, watched };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
