import { useSignal } from '@preact/signals';
import type { Flows } from './store.ts';

/** The filter, with what the server says about it. */
export function FilterBox({ flows }: { readonly flows: Flows }) {
  const text = useSignal(flows.filter.value);
  const asked = useSignal(text.value);
  const failure = flows.failure.value;
  const position = failure?.position;
  const submit = (event: Event): void => {
    event.preventDefault();
    asked.value = text.value.trim();
    void flows.show(asked.value);
  };
  return (
    <form class="filter" role="search" onSubmit={submit}>
      <label class="sr" for="filter">Filter</label>
      <input id="filter" type="search" autocomplete="off" spellcheck={false} value={text.value}
        placeholder="Filter, such as  ~c 500 | ~d example.com & ~m POST"
        aria-invalid={position !== undefined} aria-describedby="filter-error"
        onInput={(event) => {
          text.value = event.currentTarget.value;
          if (text.value === '' && (flows.filter.value !== '' || failure !== undefined)) submit(event);
        }} />
      <button type="submit">Apply</button>
      <div id="filter-error" class="filter-error" role="alert" hidden={failure === undefined}>
        {position !== undefined && <pre aria-hidden="true">{pointed(asked.value, position)}</pre>}
        <p>{failure?.message}{position === undefined ? '' : ` (at character ${position + 1})`}</p>
      </div>
    </form>
  );
}

/** The filter's text with a mark below the place that is wrong. */
function pointed(text: string, position: number): string {
  const start = Math.max(0, position - 60);
  return `${text.slice(start, position + 40)}\n${' '.repeat(position - start)}^`;
}
