import type { Connection, Headers, ProxyError, Recorder, RequestHead, ResponseHead, Side, Tap } from '@weir/core';
import type { FlowType, MessageKind } from '@weir/flow';
import { textOf, who, type Who } from './effect.ts';

/** One flow as a handler told it. Absent is what was never said. */
export interface FlowFacts {
  readonly type: FlowType;
  request?: RequestHead;
  response?: ResponseHead;
  /** Bodies, latin1 text, by the side they came from. */
  body: Partial<Record<Who, string>>;
  messages: { from: Who; kind: MessageKind; text: string }[];
  trailers: Partial<Record<Who, Headers>>;
  /** `complete`, or the code of the error; absent while the flow is open. */
  outcome?: string;
}

/** A recorder that writes facts down as plain data, and what broke the Tap's contract as sentences. */
export class Tape implements Recorder {
  readonly flows: FlowFacts[] = [];
  readonly violations: string[] = [];

  flow(_conn: Connection, type: FlowType): Tap {
    const facts: FlowFacts = { type, body: {}, messages: [], trailers: {} };
    this.flows.push(facts);
    return new TapeTap(facts, this.violations);
  }
}

class TapeTap implements Tap {
  readonly #facts: FlowFacts;
  readonly #violations: string[];

  constructor(facts: FlowFacts, violations: string[]) {
    this.#facts = facts;
    this.#violations = violations;
  }

  request(head: RequestHead): void {
    if (this.#open('request') && this.#once('request', this.#facts.request)) this.#facts.request = { ...head, headers: [...head.headers] };
  }

  response(head: ResponseHead): void {
    if (this.#open('response') && this.#once('response', this.#facts.response)) this.#facts.response = { ...head, headers: [...head.headers] };
  }

  body(side: Side, bytes: Uint8Array): void {
    if (this.#open('body')) this.#facts.body[who(side)] = (this.#facts.body[who(side)] ?? '') + textOf(bytes);
  }

  message(side: Side, kind: MessageKind, bytes: Uint8Array): void {
    if (this.#open('message')) this.#facts.messages.push({ from: who(side), kind, text: textOf(bytes) });
  }

  trailers(side: Side, headers: Headers): void {
    if (this.#open('trailers')) this.#facts.trailers[who(side)] = [...headers];
  }

  end(): void {
    if (this.#open('end')) this.#facts.outcome = 'complete';
  }

  fail(error: ProxyError): void {
    if (this.#open('fail')) this.#facts.outcome = error.code;
  }

  #open(call: string): boolean {
    if (this.#facts.outcome === undefined) return true;
    this.#violations.push(`tap.${call} after the ${this.#facts.type} flow had ended (${this.#facts.outcome})`);
    return false;
  }

  #once(call: string, present: unknown): boolean {
    if (present === undefined) return true;
    this.#violations.push(`tap.${call} twice for one flow`);
    return false;
  }
}
