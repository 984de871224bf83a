import { CLIENT, ProxyError, SERVER, type Side } from '@weir/core';
import type { Playbook } from './playbook.ts';
import { byteByByte, play, type Script, type Step } from './script.ts';

/**
 * What can happen to a connection at any time. A held peer is one whose input the runtime leaves in its socket because the other side
 * reads slowly: it arrives when the rest of the script has been played.
 */
export type Interruption = 'clientResets' | 'serverResets' | 'clientEnds' | 'serverEnds' | 'openFails' | 'secureFails' | 'drain' | 'shutdown'
  | 'clientHeld' | 'serverHeld';

export const interruptions: readonly Interruption[] = [
  'clientResets', 'serverResets', 'clientEnds', 'serverEnds', 'openFails', 'secureFails', 'drain', 'shutdown', 'clientHeld', 'serverHeld',
];

export interface EveryStateOptions {
  /** Interrupts after each single byte of input too. */
  readonly byteByByte?: boolean;
  /** More that must hold at the end of each run. */
  readonly check?: (book: Playbook) => void;
}

/**
 * Plays a script up to each of its steps, interrupts it there, plays the rest of it, ends the connection, and checks what holds for every handler:
 * nothing is thrown, the contract of Io and Tap is kept, a connection with no side left was closed, each flow was ended exactly once.
 */
export function inEveryState(script: Script, interruption: Interruption | readonly Interruption[] = interruptions, options: EveryStateOptions = {}): void {
  const steps = options.byteByByte === true ? byteByByte(script.steps) : script.steps;
  for (const each of typeof interruption === 'string' ? [interruption] : interruption) {
    for (let at = 0; at <= steps.length; at++) {
      try {
        interrupted(script, steps, at, each, options);
      } catch (cause) {
        const after = at === 0 ? 'before the first step' : `after step ${at - 1} ${JSON.stringify(steps[at - 1])}`;
        throw new Error(`${each} ${after}: ${(cause as Error).message}`, { cause });
      }
    }
  }
}

function interrupted(script: Script, steps: readonly Step[], at: number, interruption: Interruption, options: EveryStateOptions): void {
  const book = script.start().play(...steps.slice(0, at));
  const held: Step[] = [];
  interrupt(book, interruption);
  for (const step of steps.slice(at)) {
    if (isHeld(step, interruption)) held.push(step);
    else play(book, step);
  }
  book.play(...held);
  checkOver(book);
  options.check?.(book);
}

function interrupt(book: Playbook, interruption: Interruption): void {
  const { io } = book;
  switch (interruption) {
    case 'clientHeld':
    case 'serverHeld': return;
    case 'openFails': return io.opened(new ProxyError('connect-refused', 'connection refused'));
    case 'secureFails':
      io.secured(SERVER, new ProxyError('tls-server-untrusted', 'self-signed certificate'));
      return io.secured(CLIENT, new ProxyError('tls-client-rejected', 'unknown ca'));
    default: play(book, [interruption]);
  }
}

function isHeld(step: Step, interruption: Interruption): boolean {
  return (interruption === 'clientHeld' && (step[0] === 'client' || step[0] === 'clientEnds'))
    || (interruption === 'serverHeld' && (step[0] === 'server' || step[0] === 'serverEnds'));
}

/** What holds when all is over, whatever happened. */
export function checkOver(book: Playbook): void {
  const { io } = book;
  if (over(book, CLIENT) && over(book, SERVER) && !io.opening && !io.closed) throw new Error('both sides are gone, and the handler has not closed the connection');
  book.shutdown();
  book.take();
  if (io.closeCalls !== 1) throw new Error(`onClose was called ${io.closeCalls} times`);
  const open = book.flows.filter((flow) => flow.outcome === undefined);
  if (open.length > 0) throw new Error(`${open.length} of ${book.flows.length} flows were never ended: ${JSON.stringify(open)}`);
}

/** Nothing more can come from this side, and nothing can go to it. */
function over(book: Playbook, side: Side): boolean {
  const line = book.io.lines[side];
  return !line.there || (line.ended && line.closing);
}
