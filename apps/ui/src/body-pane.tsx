import { useSignal } from '@preact/signals';
import type { BodyJson, FlowJson, HeaderJson } from '@weir/flow';
import { useEffect, useMemo } from 'preact/hooks';
import { ApiError, bodyPath, type Api, type Body } from './api.ts';
import { bodyViews, type BodyMode } from './body-format.ts';
import { CopyButton } from './copy-button.tsx';
import { formatBytes } from './format.ts';
import { headerValue } from './headers.ts';
import { ImageView } from './image-view.tsx';
import { JsonText } from './json-view.tsx';

interface BodyPaneProps {
  readonly api: Api;
  readonly flow: FlowJson;
  readonly side: 'request' | 'response';
  readonly body: BodyJson;
  readonly headers: readonly HeaderJson[];
}

/** A body without its content coding, in the way that suits it or as bytes. */
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
  if (body.size === 0) return <p class="note part">No body</p>;
  const encoded = headerValue(headers, 'content-encoding') !== undefined;
  return (
    <section class="part body">
      <h3>
        Body <small>{formatBytes(body.size)}{encoded && loaded.value !== undefined && `, ${formatBytes(loaded.value.bytes.length)} decoded`}</small>
      </h3>
      {body.truncated && <p class="note warn">Only the first {formatBytes(body.captured)} were captured.</p>}
      {failure.value !== undefined && <p class="failure" role="alert">{failure.value}</p>}
      {loaded.value !== undefined && <BodyView body={loaded.value} contentType={headerValue(headers, 'content-type')} path={bodyPath(flow.id, side)} encoded={encoded} />}
    </section>
  );
}

const modeTitles: Readonly<Record<BodyMode, string>> = { pretty: 'Pretty', raw: 'Raw', hex: 'Hex', image: 'Image' };

interface BodyViewProps {
  readonly body: Body;
  readonly contentType: string | undefined;
  readonly path: string;
  readonly encoded: boolean;
}

function BodyView({ body, contentType, path, encoded }: BodyViewProps) {
  const views = useMemo(() => bodyViews(body.bytes, contentType), [body, contentType]);
  const chosen = useSignal<BodyMode>(views.modes[0]!);
  const mode = views.modes.includes(chosen.value) ? chosen.value : views.modes[0]!;
  const view = useMemo(() => (mode === 'image' ? undefined : views.view(mode)), [views, mode]);
  return (
    <>
      <div class="bar">
        {views.modes.length === 1 ? <span class="mode">{modeTitles[mode]}</span> : (
          <div class="modes" role="group" aria-label="Show the body as">
            {views.modes.map((name) => (
              <button key={name} type="button" aria-pressed={name === mode} onClick={() => { chosen.value = name; }}>{modeTitles[name]}</button>
            ))}
          </div>
        )}
        {view !== undefined && <CopyButton label="Copy" text={() => view.text} />}
        <a class="small" href={`${path}?decoded=true`} download>Download</a>
        {encoded && <a class="small" href={path} download>As sent</a>}
      </div>
      {body.encoding !== undefined && <p class="note warn">Still encoded: {body.encoding}</p>}
      {view === undefined
        ? <ImageView bytes={body.bytes} type={views.imageType!} />
        : <pre class={mode} tabIndex={0}>{mode === 'pretty' && views.json ? <JsonText text={view.text} /> : view.text}</pre>}
      {view !== undefined && view.shown < body.bytes.length && <p class="note">{formatBytes(view.shown)} of {formatBytes(body.bytes.length)} are shown.</p>}
      {body.truncated && <p class="note warn">The body goes on; it was cut here.</p>}
    </>
  );
}
