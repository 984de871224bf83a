import { useSignal } from '@preact/signals';
import type { FlowJson, MessageJson } from '@weir/flow';
import { useEffect, useMemo } from 'preact/hooks';
import { ApiError, type Api } from './api.ts';
import { bodyViews, fromBase64 } from './body-format.ts';
import { formatBytes, formatDuration, formatTime } from './format.ts';

/** What passed in a TCP connection, a WebSocket or a UDP flow, in its order. */
export function MessageList({ api, flow }: { readonly api: Api; readonly flow: FlowJson }) {
  const messages = useSignal<readonly MessageJson[]>([]);
  const next = useSignal<string | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  const load = async (cursor: string | undefined, signal?: AbortSignal): Promise<void> => {
    try {
      const page = await api.messages(flow.id, cursor, signal);
      messages.value = cursor === undefined ? page.messages : [...messages.value, ...page.messages];
      next.value = page.next;
    } catch (error) {
      if (signal?.aborted !== true) failure.value = error instanceof ApiError ? error.message : String(error);
    }
  };
  useEffect(() => {
    const abort = new AbortController();
    void load(undefined, abort.signal);
    return () => abort.abort();
  }, [flow.id, flow.revision]);
  const now = new Date();
  return (
    <section class="part">
      <h3>Messages <small>{flow.messages!.count.toLocaleString()}, {formatBytes(flow.messages!.bytes)} together</small></h3>
      {failure.value !== undefined && <p class="failure" role="alert">{failure.value}</p>}
      <ol class="messages">
        {messages.value.map((message) => <Message key={message.seq} message={message} now={now} since={flow.startedAt} />)}
      </ol>
      {next.value !== undefined && <button type="button" onClick={() => void load(next.value)}>More messages</button>}
    </section>
  );
}

interface MessageProps {
  readonly message: MessageJson;
  readonly now: Date;
  /** When the flow began. */
  readonly since: string;
}

function Message({ message, now, since }: MessageProps) {
  const bytes = useMemo(() => fromBase64(message.data), [message.data]);
  const { mode, text } = useMemo(() => textOf(bytes), [bytes]);
  return (
    <li class={message.from}>
      <p class="note">
        {message.from === 'client' ? 'Client \u2192 server' : 'Server \u2192 client'}, {formatBytes(message.size)}, {formatTime(message.at, now)} (+{formatDuration(Date.parse(message.at) - Date.parse(since))})
        {bytes.length < message.size && <b class="warn"> Only {formatBytes(bytes.length)} were captured.</b>}
      </p>
      {bytes.length > 0 && <pre class={mode}>{text}</pre>}
    </li>
  );
}

/** A message is shown in one way: text where it is text. */
function textOf(bytes: Uint8Array): { readonly mode: string; readonly text: string } {
  const views = bodyViews(bytes, undefined);
  const mode = views.modes.find((one) => one !== 'image')!;
  return { mode, text: views.view(mode).text };
}
