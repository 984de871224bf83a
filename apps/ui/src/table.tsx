import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Row } from './row.ts';
import type { Flows } from './store.ts';
import { TableRow } from './table-row.tsx';
import { indexForKey, scrollToShow, visibleRows } from './virtual-rows.ts';

/** The same numbers stand in style.css. On a narrow screen a row has two lines, and there is no head. */
const ROW_HEIGHT = 28;
const NARROW_ROW_HEIGHT = 50;
const HEAD_HEIGHT = 28;
const NARROW = '(max-width: 760px)';
/** So many rows before the end, the next page is asked for. */
const AHEAD = 60;

const columns = ['Time', 'Method', 'Status', 'URL', 'Type', 'Size', 'Duration'];

interface TableProps {
  readonly flows: Flows;
  readonly selected: Signal<string | undefined>;
}

type View = { readonly current: HTMLDivElement | null };

/** Newest on top. Only visible rows are in the document. */
export function Table({ flows, selected }: TableProps) {
  const { rows, version } = flows;
  const view = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  const narrow = useNarrow();
  const rowHeight = narrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT;
  const visibleHeight = height.value - (narrow ? 0 : HEAD_HEIGHT);
  useHeight(view, height);
  useSteadyView(view, flows, selected.value !== undefined, rowHeight);
  const revision = version.value;
  const { start, end } = visibleRows(top.value, visibleHeight, rowHeight, rows.length);
  useEffect(() => {
    if (end > rows.length - AHEAD) void flows.older();
  }, [end, revision, flows.more]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') selected.value = undefined;
    const current = selected.value === undefined ? -1 : rows.indexOf(selected.value);
    const index = indexForKey(event.key, current, rows.length, Math.max(1, Math.floor(visibleHeight / rowHeight) - 1));
    if (index === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    selected.value = rows.at(index)?.id;
    view.current!.scrollTop = scrollToShow(index, view.current!.scrollTop, visibleHeight, rowHeight);
  };
  const now = new Date();
  return (
    <div class="table">
      <div class="rows" ref={view} role="grid" tabIndex={0} aria-label="Flows, newest first" aria-rowcount={flows.more ? -1 : rows.length + 1}
        aria-colcount={columns.length} aria-activedescendant={active(selected.value, rows.indexOf(selected.value ?? ''), start, end)}
        onScroll={(event) => { top.value = event.currentTarget.scrollTop; }} onKeyDown={onKeyDown}>
        <div role="rowgroup" class="heads">
          <div class="row head" role="row" aria-rowindex={1}>
            {columns.map((name) => <span role="columnheader" class={name.toLowerCase()} key={name}>{name}</span>)}
          </div>
        </div>
        <div role="rowgroup" class="canvas" style={{ height: `${rows.length * rowHeight}px` }}>
          {rows.slice(start, end).map((row, n) => (
            <TableRow key={row.id} row={row} index={start + n} top={(start + n) * rowHeight} now={now} selected={row.id === selected.value}
              select={() => { selected.value = row.id; }} />
          ))}
        </div>
      </div>
      {top.value > rowHeight && (
        <button type="button" class="newest" onClick={() => { view.current!.scrollTop = 0; view.current!.focus(); }}>{'\u2191'} Newest</button>
      )}
    </div>
  );
}

/** Only what is in the document can be pointed at. */
function active(id: string | undefined, index: number, start: number, end: number): string | undefined {
  return id !== undefined && index >= start && index < end ? `row-${id}` : undefined;
}

function useNarrow(): boolean {
  const narrow = useSignal(matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const onChange = (): void => { narrow.value = query.matches; };
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, []);
  return narrow.value;
}

function useHeight(view: View, height: Signal<number>): void {
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => { height.value = view.current!.clientHeight; });
    observer.observe(view.current!);
    return () => observer.disconnect();
  }, []);
}

/** Rows that arrive above push nothing away under a reader who has scrolled down or, `held`, has chosen a row. */
function useSteadyView(view: View, { rows, version }: Flows, held: boolean, rowHeight: number): void {
  const anchor = useRef<{ readonly id: Row['id']; readonly index: number } | undefined>(undefined);
  const revision = version.value;
  useLayoutEffect(() => {
    const element = view.current!;
    const before = anchor.current;
    const index = before === undefined ? -1 : rows.indexOf(before.id);
    // By how far the row has moved: where it stands in the view is the reader's, who may be scrolling.
    if (before !== undefined && index >= 0 && (held || element.scrollTop > 0)) element.scrollTop += (index - before.index) * rowHeight;
    const place = Math.floor(element.scrollTop / rowHeight);
    const row = rows.at(place);
    anchor.current = row === undefined ? undefined : { id: row.id, index: place };
  }, [revision]);
}
