import type { FlowJson } from '@weir/flow';
import { tailPath } from './api.ts';

export interface TailEvents {
  /** Each time the stream is open, the first and after a break: what passed before has to be asked for. */
  opened(): void;
  flow(flow: FlowJson): void;
  /** The server had to leave flows out. */
  lost(): void;
  broken(): void;
}

/** Opens a tail; the result closes it. */
export type OpenTail = (filter: string, events: TailEvents) => () => void;

const RETRY_MS = 3000;

/** Over EventSource, which comes back by itself after a lost connection, but not after a refusal. */
export const openTail: OpenTail = (filter, events) => {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const connect = (): void => {
    source = new EventSource(tailPath(filter));
    source.onopen = () => events.opened();
    source.onmessage = (event: MessageEvent<string>) => events.flow(JSON.parse(event.data) as FlowJson);
    source.addEventListener('lost', () => events.lost());
    source.onerror = () => {
      events.broken();
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(connect, RETRY_MS);
    };
  };
  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
};
