import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { Api } from './api.ts';
import { App } from './app.tsx';
import { Flows } from './store.ts';
import { openTail } from './tail-source.ts';

/** Between two drawings of what arrives. A timer, since a hidden page gets no animation frames and would pile flows up. */
const DRAW_MS = 60;

const api = new Api();
const flows = new Flows({ api, openTail, soon: (update) => { setTimeout(update, DRAW_MS); } });

/** Filter and flow stand in the address, so that both can be linked to and outlive a reload. */
const selected = signal<string | undefined>(location.hash.slice(1) || undefined);
const filter = new URLSearchParams(location.search).get('filter') ?? '';
addEventListener('hashchange', () => { selected.value = location.hash.slice(1) || undefined; });

render(<App api={api} flows={flows} filter={filter} selected={selected} />, document.getElementById('app')!);
void flows.show(filter.trim()).then(() => effect(() => {
  const query = flows.filter.value === '' ? '' : `?${new URLSearchParams({ filter: flows.filter.value })}`;
  const hash = selected.value === undefined ? '' : `#${selected.value}`;
  if (query !== location.search || hash !== location.hash) history.replaceState(null, '', `${location.pathname}${query}${hash}`);
}));
