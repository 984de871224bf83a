import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Api, Listener } from './api.ts';
import { Detail } from './detail.tsx';
import { ExportMenu } from './export-menu.tsx';
import { FilterBox } from './filter-box.tsx';
import { LossBanner } from './loss-banner.tsx';
import type { Flows, LiveState } from './store.ts';
import { Table } from './table.tsx';

interface AppProps {
  readonly api: Api;
  readonly flows: Flows;
  /** The filter that the page was opened with. */
  readonly filter: string;
  /** The flow that is shown beside the list. */
  readonly selected: Signal<string | undefined>;
}

export function App({ api, flows, filter, selected }: AppProps) {
  return (
    <>
      <header class="top">
        <h1><img src="/favicon.svg" alt="" width="20" height="20" />Weir</h1>
        <FilterBox flows={flows} initial={filter} />
        <ExportMenu flows={flows} />
        <Live flows={flows} />
      </header>
      <Failure flows={flows} />
      <LossBanner api={api} />
      <main class={selected.value === undefined ? 'wide' : 'split'}>
        <Table flows={flows} selected={selected} />
        <Empty api={api} flows={flows} />
        {selected.value !== undefined && <Detail api={api} flows={flows} selected={selected} />}
      </main>
    </>
  );
}

/** What the API refused; where a filter is wrong, the filter's box says it. */
function Failure({ flows }: { readonly flows: Flows }) {
  const failure = flows.failure.value;
  return failure === undefined || failure.position !== undefined ? null : <p class="banner failed" role="alert">{failure.message}</p>;
}

const liveTexts: Readonly<Record<LiveState, string>> = { connecting: 'Connecting', live: 'Live', broken: 'Reconnecting' };

function Live({ flows }: { readonly flows: Flows }) {
  const state = flows.live.value;
  const count = flows.count.value;
  // The number changes all the time: only the state is worth being read out.
  return <p class={`state ${state}`}><b role="status">{liveTexts[state]}</b> <span>{count.toLocaleString()}{flows.more ? '+' : ''} {count === 1 ? 'flow' : 'flows'}</span></p>;
}

/** Nothing yet: where traffic has to go. */
function Empty({ api, flows }: { readonly api: Api; readonly flows: Flows }) {
  const listeners = useSignal<readonly Listener[]>([]);
  useEffect(() => {
    api.listeners().then((answer) => { listeners.value = answer; }, () => {});
  }, []);
  if (flows.count.value > 0 || flows.failure.value !== undefined || flows.live.value === 'connecting') return null;
  if (flows.more) return <div class="empty"><p class="said" role="status">Searching older flows{'\u2026'}</p></div>;
  if (flows.filter.value !== '') return <div class="empty"><p class="said">No flow matches the filter.</p><p>One that does shows up at once.</p></div>;
  return (
    <div class="empty">
      <p class="said">No flow yet.</p>
      {listeners.value.length > 0 && <>
        <p>Traffic that is sent here shows up at once:</p>
        <ul>
          {listeners.value.map((one) => (
            <li key={`${one.mode} ${one.transport}`}>
              <code>{one.mode}</code> on {one.address}, port <b>{one.port}</b> ({one.transport})
              {one.error !== undefined && <b class="warn"> {one.error}</b>}
            </li>
          ))}
        </ul>
      </>}
    </div>
  );
}
