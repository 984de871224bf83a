import { CLIENT, ProxyError, SERVER } from '@weir/core';
import { who } from './effect.ts';
import { isOver } from './line.ts';
import type { Playbook } from './playbook.ts';
import { byteByByte, play, type Script, type Step } from './script.ts';

/**
 * What can happen to a connection at any time. A held peer is one whose input the runtime leaves in its socket because the other side
 * reads slowly: it arrives when the rest of the script has been played.
 */
export type Interruption = 'clientResets' | 'serverResets' | 'clientEnds' | 'serverEnds' | 'openFails' | 'secureFails' | 'drain' | 'shutdown'
  | 'clientHeld' | 'serverHeld' | 'clientStops' | 'serverStops';

export const interruptions: readonly Interruption[] = [
  'clientResets', 'serverResets', 'clientEnds', 'serverEnds', 'openFails', 'secureFails', 'drain', 'shutdown', 'clientHeld', 'serverHeld',
];

/** What can happen to a single stream of a session; the rest comes to all of them. */
const ofStreams: readonly Interruption[] = [
  'clientResets', 'serverResets', 'clientEnds', 'serverEnds', 'openFails', 'clientHeld', 'serverHeld', 'clientStops', 'serverStops',
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
 * Where the script comes to a session, each of its streams is interrupted alone, too.
 */
export function inEveryState(script: Script, interruption: Interruption | readonly Interruption[] = interruptions, options: EveryStateOptions = {}): void {
  const each = typeof interruption === 'string' ? [interruption] : interruption;
  for (const one of each) throughout(script, one, undefined, options);
  const streams = script.start().play(...script.steps).streams.length;
  for (let stream = 0; stream < streams; stream++) {
    for (const one of each === interruptions ? ofStreams : each) throughout(script, one, stream, options);
  }
}

function throughout(script: Script, interruption: Interruption, stream: number | undefined, options: EveryStateOptions): void {
  const steps = options.byteByByte === true ? byteByByte(script) : script.steps;
  for (let at = 0; at <= steps.length; at++) {
    try {
      interrupted(script, steps, at, interruption, stream, options);
    } catch (cause) {
      const what = stream === undefined ? interruption : `stream ${stream}: ${interruption}`;
      const after = at === 0 ? 'before the first step' : `after step ${at - 1} ${JSON.stringify(steps[at - 1])}`;
      throw new Error(`${what} ${after}: ${(cause as Error).message}`, { cause });
    }
  }
}

function interrupted(
  script: Script, steps: readonly Step[], at: number, interruption: Interruption, stream: number | undefined, options: EveryStateOptions,
): void {
  const book = script.start().play(...steps.slice(0, at));
  const held: Step[] = [];
  const subject = stream === undefined ? book : book.streams[stream];
  if (subject !== undefined) interrupt(subject, interruption);
  for (const step of steps.slice(at)) {
    if (isHeld(step, interruption, stream)) held.push(step);
    else play(book, step);
  }
  book.play(...held);
  checkOver(book);
  options.check?.(book);
}

function interrupt(book: Playbook, interruption: Interruption): void {
  switch (interruption) {
    case 'clientHeld':
    case 'serverHeld': return;
    case 'openFails': return openFails(book);
    case 'secureFails':
      book.secured(SERVER, new ProxyError('tls-server-untrusted', 'self-signed certificate'));
      return void book.secured(CLIENT, new ProxyError('tls-client-rejected', 'unknown ca'));
    case 'clientStops': return void book.stops(CLIENT, 0);
    case 'serverStops': return void book.stops(SERVER, 0);
    default: play(book, [interruption]);
  }
}

function openFails(book: Playbook): void {
  book.opened(new ProxyError('connect-refused', 'connection refused'));
  for (const stream of book.streams) openFails(stream);
}

function isHeld(step: Step, interruption: Interruption, stream: number | undefined): boolean {
  if (step[0] === 'stream') return (stream === undefined || stream === step[1]) && isHeld(step[2], interruption, undefined);
  return stream === undefined && ((interruption === 'clientHeld' && (step[0] === 'client' || step[0] === 'clientEnds'))
    || (interruption === 'serverHeld' && (step[0] === 'server' || step[0] === 'serverEnds')));
}

/** What holds when all is over, whatever happened. */
export function checkOver(book: Playbook): void {
  for (const each of [book, ...book.streams]) {
    const { lines, opening, closed } = each.io;
    if (lines.every(isOver) && !opening && !closed) throw new Error(`both sides are gone, and ${nameOf(each)} has not closed the connection`);
  }
  book.shutdown();
  book.take();
  for (const each of [book, ...book.streams]) {
    if (each.io.closeCalls !== 1) throw new Error(`onClose of ${nameOf(each)} was called ${each.io.closeCalls} times`);
  }
  const open = book.flows.filter((flow) => flow.outcome === undefined);
  if (open.length > 0) throw new Error(`${open.length} of ${book.flows.length} flows were never ended: ${JSON.stringify(open)}`);
}

function nameOf({ conn: { stream } }: Playbook): string {
  if (stream === undefined) return 'the handler';
  return `the handler of stream ${stream.id} (opened by the ${who(stream.initiator)})`;
}
