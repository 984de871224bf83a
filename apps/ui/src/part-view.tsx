import type { BodyJson, FlowJson, HeaderJson } from '@weir/flow';
import type { Api } from './api.ts';
import { BodyPane } from './body-pane.tsx';
import { requestLine, statusLine } from './flow-facts.ts';

interface PartViewProps {
  readonly api: Api;
  readonly flow: FlowJson;
  readonly side: 'request' | 'response';
  readonly part: { readonly headers: readonly HeaderJson[]; readonly trailers: readonly HeaderJson[]; readonly body: BodyJson };
}

/** One side of an exchange: its first line, headers, body and trailers. */
export function PartView({ api, flow, side, part }: PartViewProps) {
  const line = side === 'request' ? requestLine(flow.request!) : statusLine(flow.response!);
  return (
    <>
      <section class="part">
        <h3>Headers</h3>
        <p class="line">{line}</p>
        <Fields fields={part.headers} label="Headers" />
      </section>
      <BodyPane api={api} flow={flow} side={side} body={part.body} headers={part.headers} />
      {part.trailers.length > 0 && (
        <section class="part">
          <h3>Trailers</h3>
          <Fields fields={part.trailers} label="Trailers" />
        </section>
      )}
    </>
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
