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
  const count = flows.version.value >= 0 ? flows.rows.length : 0;
  return (
    <>
      <header class="top">
        <h1>Weir</h1>
        <FilterBox flows={flows} />
        <Live state={flows.live.value} count={count} more={flows.more} />
      </header>
      <LossBanner api={api} />
      <main class={selected.value === undefined ? 'wide' : 'split'}>
        <Table flows={flows} selected={selected} />
        {count === 0 && flows.failure.value === undefined && <Empty api={api} filter={flows.filter.value} />}
        {selected.value !== undefined && <Detail api={api} flows={flows} selected={selected} />}
      </main>
    </>
  );
}

const liveTexts: Readonly<Record<LiveState, string>> = { connecting: 'Connecting', live: 'Live', broken: 'Reconnecting' };

function Live({ state, count, more }: { readonly state: LiveState; readonly count: number; readonly more: boolean }) {
  return <p class={`live ${state}`} role="status"><b>{liveTexts[state]}</b> <span>{count.toLocaleString()}{more ? '+' : ''} flows</span></p>;
}

/** Nothing yet: where traffic has to go. */
function Empty({ api, filter }: { readonly api: Api; readonly filter: string }) {
  const listeners = useSignal<readonly Listener[]>([]);
  useEffect(() => {
    api.listeners().then((answer) => { listeners.value = answer; }, () => {});
  }, []);
  if (filter !== '') return <p class="empty">No flow matches the filter.</p>;
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
