import type { Effect } from './effect.ts';
import type { Playbook } from './playbook.ts';
import type { FlowFacts } from './tape.ts';

/** What a script came to, whatever pieces its input arrived in. */
export interface Outcome {
  readonly toClient: string;
  /** One string for each server leg, in the order of `open`; the first is the leg that was there at the start. */
  readonly toServers: readonly string[];
  /** Ends, resets, opens, handshakes, questions, hand-overs, the close. */
  readonly orders: readonly Effect[];
  readonly flows: readonly FlowFacts[];
  /** Of a session: what each of its streams came to. */
  readonly streams?: readonly Omit<Outcome, 'flows'>[];
}

/** How often these occur depends on how input is cut. */
const passing: ReadonlySet<string> = new Set(['send', 'hold', 'release', 'timer', 'cancelTimer']);

export function outcome(book: Playbook): Outcome {
  const flows = book.flows.map(joined);
  return book.session === undefined ? { ...sentBy(book), flows } : { ...sentBy(book), flows, streams: book.streams.map(sentBy) };
}

function sentBy(book: Playbook): Omit<Outcome, 'flows'> {
  let toClient = '';
  const toServers = [''];
  const orders: Effect[] = [];
  for (const effect of book.effects) {
    if (effect[0] === 'open') toServers.push('');
    if (effect[0] === 'send' && effect[1] === 'client') toClient += effect[2];
    if (effect[0] === 'send' && effect[1] === 'server') toServers[toServers.length - 1] += effect[2];
    if (!passing.has(effect[0])) orders.push(effect);
  }
  return { toClient, toServers, orders };
}

/** Chunks of a stream that follow each other are one: where they were cut says nothing. */
function joined(facts: FlowFacts): FlowFacts {
  const messages: FlowFacts['messages'] = [];
  for (const message of facts.messages) {
    const last = messages.at(-1);
    if (last !== undefined && last.kind === 'data' && message.kind === 'data' && last.from === message.from) last.text += message.text;
    else messages.push({ ...message });
  }
  return { ...facts, messages };
}
