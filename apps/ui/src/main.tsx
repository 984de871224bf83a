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

/** In the address, so that a flow can be linked to. */
const selected = signal<string | undefined>(location.hash.slice(1) || undefined);
addEventListener('hashchange', () => { selected.value = location.hash.slice(1) || undefined; });
effect(() => {
  const { value } = selected;
  if ((value ?? '') !== location.hash.slice(1)) history.replaceState(null, '', value === undefined ? location.pathname : `#${value}`);
});

render(<App api={api} flows={flows} selected={selected} />, document.getElementById('app')!);
void flows.show('');
