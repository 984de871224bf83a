import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { FilterHelp } from './filter-help.tsx';
import type { Flows } from './store.ts';

interface FilterBoxProps {
  readonly flows: Flows;
  /** What the box begins with. */
  readonly initial: string;
}

/** The filter, with what the server says about it. */
export function FilterBox({ flows, initial }: FilterBoxProps) {
  const text = useSignal(initial);
  const asked = useSignal(initial.trim());
  const box = useRef<HTMLInputElement>(null);
  const failure = flows.failure.value;
  // Of a filter that is being corrected the old error says nothing any more.
  const position = text.value.trim() === asked.value ? failure?.position : undefined;
  const submit = (event: Event): void => {
    event.preventDefault();
    asked.value = text.value.trim();
    void flows.show(asked.value);
  };
  const add = (operator: string): void => {
    text.value = text.value.trim() === '' ? operator : `${text.value.trim()} & ${operator}`;
    box.current!.focus();
  };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      box.current!.select();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <form class="filter" role="search" onSubmit={submit}>
      <label class="sr" for="filter">Filter</label>
      <input id="filter" ref={box} type="search" autocomplete="off" autocapitalize="off" spellcheck={false} value={text.value}
        placeholder="Filter, such as ~c 500 | ~d example.com & ~m POST" aria-keyshortcuts="/"
        aria-invalid={position !== undefined} aria-describedby="filter-error"
        onInput={(event) => {
          text.value = event.currentTarget.value;
          if (text.value === '' && (flows.filter.value !== '' || failure !== undefined)) submit(event);
        }} />
      <FilterHelp choose={add} />
      <button type="submit" class="primary">Apply</button>
      <div id="filter-error" class="filter-error" role="alert" hidden={position === undefined}>
        {position !== undefined && <>
          <pre aria-hidden="true">{pointed(asked.value, position)}</pre>
          <p>{failure?.message} (at character {position + 1})</p>
        </>}
      </div>
    </form>
  );
}

/** The filter's text with a mark below the place that is wrong. */
function pointed(text: string, position: number): string {
  const start = Math.max(0, position - 30);
  return `${text.slice(start, position + 40)}\n${' '.repeat(position - start)}^`;
}
