import { useComputed, useSignal, type Signal } from '@preact/signals';
import type { FlowJson } from '@weir/flow';
import { useEffect } from 'preact/hooks';
import { ApiError, exportPath, type Api } from './api.ts';
import { CopyButton } from './copy-button.tsx';
import { chosenTab, detailTabs } from './detail-tabs.ts';
import { FactList } from './fact-list.tsx';
import { certificateFacts, connectionFacts, summaryFacts, timingFacts } from './flow-facts.ts';
import { statusKind } from './format.ts';
import { MessageList } from './message-list.tsx';
import { PartView } from './part-view.tsx';
import { endpoint } from './row.ts';
import type { Flows } from './store.ts';
import { Tabs } from './tabs.tsx';

interface DetailProps {
  readonly api: Api;
  readonly flows: Flows;
  readonly selected: Signal<string | undefined>;
}

/** One flow, whole. */
export function Detail({ api, flows, selected }: DetailProps) {
  const id = selected.value!;
  const flow = useSignal<FlowJson | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  /** Stays as other flows are looked at, wherever they have it. */
  const tab = useSignal<string | undefined>(undefined);
  // A new revision in the list means that there is more to be shown.
  const revision = useComputed(() => flows.revisionOf(selected.value)).value;
  useEffect(() => {
    const abort = new AbortController();
    api.flow(id, abort.signal).then((answer) => { flow.value = answer; failure.value = undefined; }, (error: unknown) => {
      if (!abort.signal.aborted) failure.value = failureText(error);
    });
    return () => abort.abort();
  }, [id, revision]);
  // Focus goes back to where the flow was chosen, once that can be seen again.
  const close = (): void => {
    selected.value = undefined;
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.rows')?.focus());
  };
  const present = flow.value?.id === id ? flow.value : undefined;
  return (
    <section class="detail" aria-label="Flow" onKeyDown={(event) => { if (event.key === 'Escape') close(); }}>
      <header>
        <h2>{present === undefined ? id : <Title flow={present} />}</h2>
        <button type="button" class="close" aria-label="Close" onClick={close}>{'\u00d7'}</button>
      </header>
      {failure.value !== undefined && <p class="failure" role="alert">{failure.value}</p>}
      {present !== undefined && <FlowView api={api} flow={present} tab={tab} />}
    </section>
  );
}

function failureText(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  return error.status === 404 ? 'There is no such flow. What is older than retention_age, or beyond retention_bytes, is removed.' : error.message;
}

function Title({ flow }: { readonly flow: FlowJson }) {
  const { request, response, error } = flow;
  const url = request?.url ?? (endpoint(flow.server) || flow.client.tls?.sni || 'no destination');
  return (
    <>
      <span class="method">{request?.method ?? flow.type.toUpperCase()}</span>{' '}
      {response !== undefined && <span class={`badge ${statusKind(response.status, undefined)}`}>{`${response.status} ${response.reason}`.trimEnd()}</span>}
      {error !== undefined && <span class="badge failed">{error.code}</span>}
      {flow.state === 'open' && <span class="badge">open</span>}{' '}
      <span class="address" title={url.length > 200 ? url : undefined}>{url}</span>
    </>
  );
}

interface FlowViewProps {
  readonly api: Api;
  readonly flow: FlowJson;
  readonly tab: Signal<string | undefined>;
}

function FlowView({ api, flow, tab }: FlowViewProps) {
  const { request, response, error } = flow;
  const tabs = detailTabs(flow);
  const chosen = chosenTab(flow, tabs, tab.value);
  return (
    <>
      <div class="summary">
        <p>{summaryFacts(flow).join(' \u00b7 ')}</p>
        {request !== undefined && (
          <p class="actions">
            <CopyButton label="Copy URL" text={() => request.url} />
            {flow.type === 'http' && <CopyButton label="Copy as curl" text={() => api.curl(flow.id)} />}
            {flow.type === 'http' && <a class="small" href={exportPath('har', { id: flow.id })} download={`${flow.id}.har`}>HAR</a>}
          </p>
        )}
      </div>
      {error !== undefined && <p class="failure"><b>{error.code}</b> {error.message}</p>}
      <Tabs label="Parts of the flow" tabs={tabs} chosen={chosen} panel="part" choose={(name) => { tab.value = name; }} />
      <div class="scroll" role="tabpanel" id="part" aria-labelledby={`part-${chosen}`} tabIndex={0} key={`${flow.id} ${chosen}`}>
        {chosen === 'request' && request !== undefined && <PartView api={api} flow={flow} side="request" part={request} />}
        {chosen === 'response' && response !== undefined && <PartView api={api} flow={flow} side="response" part={response} />}
        {chosen === 'messages' && <MessageList api={api} flow={flow} />}
        {chosen === 'connection' && <ConnectionView flow={flow} />}
      </div>
    </>
  );
}

function ConnectionView({ flow }: { readonly flow: FlowJson }) {
  const certificate = certificateFacts(flow.server, new Date());
  const failed = (side: string): boolean => flow.error?.code.startsWith(`tls-${side}-`) === true;
  return (
    <>
      <FactList title="Times" facts={timingFacts(flow)} />
      <FactList title="Client" facts={connectionFacts(flow.client, failed('client'))} />
      {flow.server !== undefined && <FactList title="Server" facts={connectionFacts(flow.server, failed('server'))} />}
      {certificate.length > 0 && <FactList title="Certificate of the server" facts={certificate} />}
      <FactList title="Flow" facts={[['Id', flow.id], ['Mode', flow.mode], ['State', `${flow.state}, revision ${flow.revision}`], ['Producer', flow.producer]]} />
    </>
  );
}
