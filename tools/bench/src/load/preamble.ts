import type { LoadJob } from './job.ts';
import { WrongAnswer } from './wrong-answer.ts';

/** One question and its answer before the traffic proper. */
export interface Step {
  readonly send: Uint8Array;
  /** Given all that came since `send`: true when the answer is whole. Nothing may follow it. Throws WrongAnswer. */
  readonly isAnswered: (received: Buffer) => boolean;
}

/** What is said on a new connection before the first request. */
export function preamble(job: LoadJob): readonly Step[] {
  if (job.way.kind === 'connect') return [connectStep(job.authority)];
  return job.way.kind === 'socks5' ? socks5Steps(job.authority) : [];
}

/** RFC 1928, 3 to 6: no authentication, the destination as a name, the bound address as IPv4. */
function socks5Steps(authority: string): readonly Step[] {
  const colon = authority.lastIndexOf(':');
  const name = Buffer.from(authority.slice(0, colon), 'latin1');
  const port = Number(authority.slice(colon + 1));
  const request = Buffer.from([5, 1, 0, 3, name.length, ...name, port >> 8, port & 255]);
  return [answeredBy(Buffer.from([5, 1, 0]), [5, 0], 2), answeredBy(request, [5, 0, 0, 1], 10)];
}

function answeredBy(send: Uint8Array, begin: readonly number[], length: number): Step {
  return {
    send,
    isAnswered(received) {
      const differs = begin.some((octet, i) => i < received.length && received[i] !== octet);
      if (differs || received.length > length) throw new WrongAnswer('tunnel', `SOCKS5 was answered with ${received.subarray(0, 16).toString('hex')}`);
      return received.length === length;
    },
  };
}

function connectStep(authority: string): Step {
  return {
    send: Buffer.from(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`, 'latin1'),
    isAnswered(received) {
      const head = received.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) {
        if (head.length > 8192) throw new WrongAnswer('tunnel', 'the answer to CONNECT does not end');
        return false;
      }
      if (!/^HTTP\/1\.[01] 2\d\d/.test(head)) throw new WrongAnswer('tunnel', `CONNECT was refused: ${head.slice(0, 80)}`);
      if (end + 4 < head.length) throw new WrongAnswer('tunnel', 'the tunnel speaks first');
      return true;
    },
  };
}
