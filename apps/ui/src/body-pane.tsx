import { useSignal } from '@preact/signals';
import type { BodyJson, FlowJson, HeaderJson } from '@weir/flow';
import { useEffect, useMemo } from 'preact/hooks';
import { ApiError, bodyPath, type Api, type Body } from './api.ts';
import { viewBody } from './body-format.ts';
import { formatBytes } from './format.ts';

interface BodyPaneProps {
  readonly api: Api;
  readonly flow: FlowJson;
  readonly side: 'request' | 'response';
  readonly body: BodyJson;
  readonly headers: readonly HeaderJson[];
}

/** A body without its content coding: JSON indented, text as it is, all else as a hex dump. */
export function BodyPane({ api, flow, side, body, headers }: BodyPaneProps) {
  const loaded = useSignal<Body | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  useEffect(() => {
    loaded.value = undefined;
    failure.value = undefined;
    if (body.captured === 0) return undefined;
    const abort = new AbortController();
    api.body(flow.id, side, abort.signal).then((answer) => { loaded.value = answer; }, (error: unknown) => {
      if (!abort.signal.aborted) failure.value = error instanceof ApiError ? error.message : String(error);
    });
    return () => abort.abort();
  }, [flow.id, flow.revision, side]);
  if (body.size === 0) return <p class="note">No body</p>;
  return (
    <div class="body">
      <p class="note">
        {formatBytes(body.size)}
        {body.truncated && <b class="warn"> Only the first {formatBytes(body.captured)} were captured.</b>}
        {' '}
        {body.captured > 0 && <a href={bodyPath(flow.id, side)} download>Download</a>}
      </p>
      {failure.value !== undefined && <p class="failure" role="alert">{failure.value}</p>}
      {loaded.value !== undefined && <BodyText body={loaded.value} headers={headers} />}
    </div>
  );
}

function BodyText({ body, headers }: { readonly body: Body; readonly headers: readonly HeaderJson[] }) {
  const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const view = useMemo(() => viewBody(body.bytes, contentType), [body, contentType]);
  return (
    <>
      {body.encoding !== undefined && <p class="note warn">Still encoded: {body.encoding}</p>}
      <pre class={view.kind} tabIndex={0}>{view.text}</pre>
      {view.shown < body.bytes.length && <p class="note">{formatBytes(view.shown)} of {formatBytes(body.bytes.length)} are shown.</p>}
      {body.truncated && <p class="note warn">The body goes on; it was cut here.</p>}
    </>
  );
}
