import { useComputed, useSignal, type Signal } from '@preact/signals';
import type { BodyJson, FlowJson, HeaderJson } from '@weir/flow';
import { useEffect } from 'preact/hooks';
import { ApiError, type Api } from './api.ts';
import { BodyPane } from './body-pane.tsx';
import { FactList } from './fact-list.tsx';
import { connectionFacts, requestLine, statusLine, timingFacts } from './flow-facts.ts';
import { MessageList } from './message-list.tsx';
import type { Flows } from './store.ts';

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
  // A new revision in the list means that there is more to be shown.
  const revision = useComputed(() => flows.revisionOf(selected.value)).value;
  useEffect(() => {
    const abort = new AbortController();
    api.flow(id, abort.signal).then((answer) => { flow.value = answer; failure.value = undefined; }, (error: unknown) => {
      if (!abort.signal.aborted) failure.value = error instanceof ApiError ? error.message : String(error);
    });
    return () => abort.abort();
  }, [id, revision]);
  // Focus goes back to where the flow was chosen, not to nowhere.
  const close = (): void => {
    selected.value = undefined;
    document.querySelector<HTMLElement>('.rows')?.focus();
  };
  const present = flow.value?.id === id ? flow.value : undefined;
  return (
    <section class="detail" aria-label="Flow" onKeyDown={(event) => { if (event.key === 'Escape') close(); }}>
      <header>
        <h2>{present === undefined ? id : present.type.toUpperCase()} <small>{present?.mode}</small></h2>
        <button type="button" class="close" aria-label="Close" onClick={close}>{'\u00d7'}</button>
      </header>
      {failure.value !== undefined && <p class="failure" role="alert">{failure.value}</p>}
      {present !== undefined && <FlowView api={api} flow={present} />}
    </section>
  );
}

function FlowView({ api, flow }: { readonly api: Api; readonly flow: FlowJson }) {
  const { request, response, error, messages } = flow;
  return (
    <div class="scroll" tabIndex={0} aria-label="Details">
      {error !== undefined && <p class="failure"><b>{error.code}</b> {error.message}</p>}
      {request !== undefined && <Part title="Request" line={requestLine(request)} api={api} flow={flow} side="request" part={request} />}
      {response !== undefined && <Part title="Response" line={statusLine(response)} api={api} flow={flow} side="response" part={response} />}
      {messages !== undefined && messages.count > 0 && <MessageList api={api} flow={flow} />}
      <FactList title="Timing" facts={timingFacts(flow)} />
      <FactList title="Client" facts={connectionFacts(flow.client)} />
      {flow.server !== undefined && <FactList title="Server" facts={connectionFacts(flow.server)} />}
      <FactList title="Flow" facts={[['Id', flow.id], ['State', flow.state], ['Producer', flow.producer]]} />
    </div>
  );
}

interface PartProps {
  readonly title: string;
  readonly line: string;
  readonly api: Api;
  readonly flow: FlowJson;
  readonly side: 'request' | 'response';
  readonly part: { readonly headers: readonly HeaderJson[]; readonly trailers: readonly HeaderJson[]; readonly body: BodyJson };
}

function Part({ title, line, api, flow, side, part }: PartProps) {
  return (
    <section class="part">
      <h3>{title}</h3>
      <p class="line">{line}</p>
      <Fields fields={part.headers} label={`${title} headers`} />
      <BodyPane api={api} flow={flow} side={side} body={part.body} headers={part.headers} />
      {part.trailers.length > 0 && <Fields fields={part.trailers} label={`${title} trailers`} />}
    </section>
  );
}

/** In the order and case in which they were sent. */
function Fields({ fields, label }: { readonly fields: readonly HeaderJson[]; readonly label: string }) {
  return (
    <dl class="fields" aria-label={label}>
      {fields.map(([name, value], n) => <div key={n}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}
