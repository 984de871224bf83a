import { ChunkKind, FlowState as WireState, FlowType as WireType, MessageKind as WireKind } from './gen/flow.ts';
import type { FlowState, FlowType, MessageKind } from './names.ts';

/** The numbers of flow.proto for the names used everywhere else. */
export const flowTypeNumbers: Readonly<Record<FlowType, WireType>> = {
  http: WireType.HTTP, tcp: WireType.TCP, udp: WireType.UDP, dns: WireType.DNS,
};
export const flowStateNumbers: Readonly<Record<FlowState, WireState>> = {
  open: WireState.OPEN, complete: WireState.COMPLETE, error: WireState.ERROR,
};
export const messageKindNumbers: Readonly<Record<MessageKind, WireKind>> = {
  text: WireKind.TEXT, binary: WireKind.BINARY, data: WireKind.DATA,
};
export const chunkKindNumbers: Readonly<Record<'body' | 'message', ChunkKind>> = {
  body: ChunkKind.BODY, message: ChunkKind.MESSAGE,
};

const types: readonly (FlowType | undefined)[] = [undefined, 'http', 'tcp', 'udp', 'dns'];
const states: readonly (FlowState | undefined)[] = [undefined, 'open', 'complete', 'error'];
const kinds: readonly (MessageKind | undefined)[] = [undefined, 'text', 'binary', 'data'];

/** The name of a number from the wire; undefined for one that this version does not know. */
export function flowTypeName(number: number): FlowType | undefined {
  return types[number];
}

export function flowStateName(number: number): FlowState | undefined {
  return states[number];
}

export function messageKindName(number: number): MessageKind | undefined {
  return kinds[number];
}
