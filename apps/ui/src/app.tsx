import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Api, Listener } from './api.ts';
import { Detail } from './detail.tsx';
import { FilterBox } from './filter-box.tsx';
import { LossBanner } from './loss-banner.tsx';
import type { Flows, LiveState } from './store.ts';
import { Table } from './table.tsx';

interface AppProps {
  readonly api: Api;
  readonly flows: Flows;
  /** The flow that is shown beside the list. */
  readonly selected: Signal<string | undefined>;
}

export function App({ api, flows, selected }: AppProps) {
  return (
    <>
      <header class="top">
        <h1>Weir</h1>
        <FilterBox flows={flows} />
        <Live flows={flows} />
      </header>
      <LossBanner api={api} />
      <main class={selected.value === undefined ? 'wide' : 'split'}>
        <Table flows={flows} selected={selected} />
        <Empty api={api} flows={flows} />
        {selected.value !== undefined && <Detail api={api} flows={flows} selected={selected} />}
      </main>
    </>
  );
}

const liveTexts: Readonly<Record<LiveState, string>> = { connecting: 'Connecting', live: 'Live', broken: 'Reconnecting' };

function Live({ flows }: { readonly flows: Flows }) {
  const state = flows.live.value;
  const count = flows.count.value.toLocaleString();
  // The number changes all the time: only the state is worth being read out.
  return <p class={`live ${state}`}><b role="status">{liveTexts[state]}</b> <span>{count}{flows.more ? '+' : ''} flows</span></p>;
}

/** Nothing yet: where traffic has to go. */
function Empty({ api, flows }: { readonly api: Api; readonly flows: Flows }) {
  const listeners = useSignal<readonly Listener[]>([]);
  useEffect(() => {
    api.listeners().then((answer) => { listeners.value = answer; }, () => {});
  }, []);
  if (flows.count.value > 0 || flows.failure.value !== undefined || flows.live.value === 'connecting') return null;
  if (flows.filter.value !== '') return <p class="empty">No flow matches the filter.</p>;
  return (
    <div class="empty">
      <p>No flow yet. Send traffic to:</p>
      <ul>
        {listeners.value.map((one) => (
          <li key={`${one.mode} ${one.transport}`}>
            <code>{one.mode}</code> on {one.address}, port {one.port} ({one.transport})
            {one.error !== undefined && <b class="warn"> {one.error}</b>}
          </li>
        ))}
      </ul>
    </div>
  );
}
