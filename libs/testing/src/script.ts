import { CLIENT, ProxyError, type Address, type Answer, type Side, type TlsFacts } from '@weir/core';
import { bytesOf } from './effect.ts';
import type { Playbook } from './playbook.ts';

/** One thing that the world does to a handler. Text is latin1. */
export type Step =
  | readonly ['client' | 'server', string | Uint8Array]
  | readonly ['clientEnds' | 'serverEnds' | 'drain']
  | readonly ['clientResets' | 'serverResets' | 'opened' | 'shutdown', ProxyError?]
  | readonly ['secured', Side, (Partial<TlsFacts> | ProxyError)?]
  | readonly ['answer', Answer | ProxyError]
  | readonly ['reads', Side, boolean]
  | readonly ['tick', number]
  | readonly ['streamOpens', Side, 'one way'?]
  | readonly ['stops', Side, number]
  /** To the n-th stream of a session. */
  | readonly ['stream', number, Step];

/** Inputs as data, so that they can be played again, cut up or interrupted. */
export interface Script {
  /** A fresh playbook with its handler started. */
  readonly start: () => Playbook;
  readonly steps: readonly Step[];
}

export function play(book: Playbook, step: Step): void {
  switch (step[0]) {
    case 'client': return void book.client(step[1]);
    case 'server': return void book.server(step[1]);
    case 'clientEnds': return void book.clientEnds();
    case 'serverEnds': return void book.serverEnds();
    case 'clientResets': return void book.clientResets(step[1]);
    case 'serverResets': return void book.serverResets(step[1]);
    case 'opened': return void book.opened(step[1]);
    case 'secured': return void book.secured(step[1], step[2]);
    case 'answer': return void book.answer(step[1]);
    case 'reads': return void book.reads(step[1], step[2]);
    case 'tick': return void book.tick(step[1]);
    case 'streamOpens': return void book.streamOpens(step[1], step[2] === 'one way');
    case 'stops': return void book.stops(step[1], step[2]);
    case 'stream': return book.streams[step[1]] === undefined ? undefined : play(book.streams[step[1]] as Playbook, step[2]);
    case 'drain': return void book.drain();
    case 'shutdown': return void book.shutdown(step[1]);
  }
}

/** The bytes of a step, where they may come in any pieces: not those of a datagram. */
export function cuttable(script: Script, step: Step): Uint8Array | undefined {
  const { transport } = script.start().conn;
  return transport === 'udp' && step[0] !== 'stream' ? undefined : inputOf(step);
}

/** The bytes that a step brings, to whatever stream. */
function inputOf(step: Step): Uint8Array | undefined {
  if (step[0] === 'stream') return inputOf(step[2]);
  return step[0] === 'client' || step[0] === 'server' ? bytesOf(step[1]) : undefined;
}

/** The same step with other bytes. */
function withInput(step: Step, bytes: Uint8Array): Step {
  if (step[0] === 'stream') return ['stream', step[1], withInput(step[2], bytes)];
  return step[0] === 'client' || step[0] === 'server' ? [step[0], bytes] : step;
}

/** The steps with step `index`, which carries bytes, cut in two at `at`. */
export function cut(steps: readonly Step[], index: number, at: number): readonly Step[] {
  const step = steps[index];
  const bytes = step && inputOf(step);
  if (step === undefined || bytes === undefined) return steps;
  return [...steps.slice(0, index), withInput(step, bytes.subarray(0, at)), withInput(step, bytes.subarray(at)), ...steps.slice(index + 1)];
}

/** The steps of a script with every byte of input on its own. */
export function byteByByte(script: Script): readonly Step[] {
  return script.steps.flatMap((step): readonly Step[] => {
    const bytes = cuttable(script, step);
    return bytes === undefined ? [step] : Array.from(bytes, (_, at): Step => withInput(step, bytes.subarray(at, at + 1)));
  });
}

/** An address that tests connect to. */
export const exampleOrigin: Address = { host: 'example.com', port: 80 };

/** TLS facts with the usual answers, unless said otherwise. */
export function tlsFacts(facts: Partial<TlsFacts> = {}): TlsFacts {
  return { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', ...facts };
}

/** The error that a runtime reports for a peer's RST. */
export function resetError(side: Side): ProxyError {
  return new ProxyError('reset', side === CLIENT ? 'the client reset the connection' : 'the server reset the connection');
}

