import type { LoadJob } from './job.ts';
import { WrongAnswer } from './wrong-answer.ts';

/** One question and its answer before the traffic proper. A SOCKS handshake would be two or three of these. */
export interface Step {
  readonly send: Uint8Array;
  /** Given all that came since `send`: true when the answer is whole. Nothing may follow it. Throws WrongAnswer. */
  readonly isAnswered: (received: Buffer) => boolean;
}

/** What is said on a new connection before the first request. */
export function preamble(job: LoadJob): readonly Step[] {
  return job.way.kind === 'connect' ? [connectStep(job.authority)] : [];
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
