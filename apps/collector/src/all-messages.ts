import type { MessageJson } from '@weir/flow';
import type { FlowStore } from '@weir/store';

const PAGE = 200;

/** Every message of a flow in its order, read from the store a page at a time; none where there is no such flow. */
export function* allMessages(store: Pick<FlowStore, 'messages'>, id: string): Generator<MessageJson> {
  let cursor: string | undefined;
  do {
    const page = store.messages(id, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    yield* page?.messages ?? [];
    cursor = page?.next;
  } while (cursor !== undefined);
}
