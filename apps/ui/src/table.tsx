import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { formatBytes, formatDuration, formatTime, statusKind } from './format.ts';
import type { Row } from './row.ts';
import type { Flows } from './store.ts';
import { indexForKey, scrollToShow, visibleRows } from './virtual-rows.ts';

/** The same number stands in style.css. */
const ROW_HEIGHT = 28;
/** So many rows before the end, the next page is asked for. */
const AHEAD = 60;

interface TableProps {
  readonly flows: Flows;
  readonly selected: Signal<string | undefined>;
}

/** Newest on top. Only visible rows are in the document. */
export function Table({ flows, selected }: TableProps) {
  const { rows, version } = flows;
  const view = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  useHeight(view, height);
  useSteadyView(view, flows, selected.value !== undefined);
  const revision = version.value;
  const { start, end } = visibleRows(top.value, height.value, ROW_HEIGHT, rows.length);
  useEffect(() => {
    if (end > rows.length - AHEAD) void flows.older();
  }, [end, revision]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') selected.value = undefined;
    const current = selected.value === undefined ? -1 : rows.indexOf(selected.value);
    const index = indexForKey(event.key, current, rows.length, Math.max(1, Math.floor(height.value / ROW_HEIGHT) - 1));
    if (index === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    selected.value = rows.at(index)?.id;
    view.current!.scrollTop = scrollToShow(index, view.current!.scrollTop, view.current!.clientHeight, ROW_HEIGHT);
  };
  const now = new Date();
  return (
    <div class="table" role="grid" aria-label="Flows" aria-rowcount={rows.length + 1} aria-colcount={6}>
      <div class="row head" role="row" aria-rowindex={1}>
        {['Time', 'Method', 'Status', 'Host and path', 'Size', 'Duration'].map((name) => <span role="columnheader" key={name}>{name}</span>)}
      </div>
      <div class="rows" ref={view} role="rowgroup" tabIndex={0} aria-label="Flows, newest first"
        aria-activedescendant={active(selected.value, rows.indexOf(selected.value ?? ''), start, end)}
        onScroll={(event) => { top.value = event.currentTarget.scrollTop; }} onKeyDown={onKeyDown}>
        <div class="canvas" style={{ height: `${rows.length * ROW_HEIGHT}px` }}>
          {rows.slice(start, end).map((row, n) => (
            <TableRow key={row.id} row={row} index={start + n} now={now} selected={row.id === selected.value}
              select={() => { selected.value = row.id; }} />
          ))}
        </div>
      </div>
    </div>
  );
}

interface TableRowProps {
  readonly row: Row;
  readonly index: number;
  readonly now: Date;
  readonly selected: boolean;
  readonly select: () => void;
}

function TableRow({ row, index, now, selected, select }: TableRowProps) {
  const kind = statusKind(row.status, row.errorCode);
  return (
    <div class={`row ${row.state}`} role="row" id={`row-${row.id}`} aria-rowindex={index + 2} aria-selected={selected} onClick={select}
      style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}>
      <span role="gridcell" class="time">{formatTime(row.startedAt, now)}</span>
      <span role="gridcell" class="method">{row.method}</span>
      <span role="gridcell" class={`status ${kind}`} title={row.errorCode}>{statusText(row)}</span>
      <span role="gridcell" class="target" title={`${row.host}${row.path}`}><b>{row.host}</b>{row.path}</span>
      <span role="gridcell" class="number">{row.bytes === undefined ? '' : formatBytes(row.bytes)}</span>
      <span role="gridcell" class="number">{row.durationMs === undefined ? '' : formatDuration(row.durationMs)}</span>
    </div>
  );
}

function statusText(row: Row): string {
  if (row.errorCode !== undefined) return row.status === undefined ? row.errorCode : `${row.status} ${row.errorCode}`;
  if (row.status !== undefined) return String(row.status);
  return row.state === 'open' ? 'open' : '';
}

/** Only what is in the document can be pointed at. */
function active(id: string | undefined, index: number, start: number, end: number): string | undefined {
  return id !== undefined && index >= start && index < end ? `row-${id}` : undefined;
}

function useHeight(view: { readonly current: HTMLDivElement | null }, height: Signal<number>): void {
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => { height.value = view.current!.clientHeight; });
    observer.observe(view.current!);
    return () => observer.disconnect();
  }, []);
}

/** Rows that arrive above push nothing away under a reader who has scrolled down or, `held`, has chosen a row. */
function useSteadyView(view: { readonly current: HTMLDivElement | null }, { rows, version }: Flows, held: boolean): void {
  const anchor = useRef<{ readonly id: string; readonly index: number } | undefined>(undefined);
  const revision = version.value;
  useLayoutEffect(() => {
    const element = view.current!;
    const before = anchor.current;
    const index = before === undefined ? -1 : rows.indexOf(before.id);
    // By how far the row has moved: where it stands in the view is the reader's, who may be scrolling.
    if (before !== undefined && index >= 0 && (held || element.scrollTop > 0)) element.scrollTop += (index - before.index) * ROW_HEIGHT;
    const place = Math.floor(element.scrollTop / ROW_HEIGHT);
    const row = rows.at(place);
    anchor.current = row === undefined ? undefined : { id: row.id, index: place };
  }, [revision]);
}
