/** Which rows are to be drawn. */
export interface Window {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Rows above and below the visible ones, so that a scroll shows no blank before the next frame. */
const OVERSCAN = 12;

export function visibleRows(scrollTop: number, viewHeight: number, rowHeight: number, count: number): Window {
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight);
  const visible = Math.ceil(viewHeight / rowHeight) + 1;
  return { start: Math.max(0, Math.min(first, count) - OVERSCAN), end: Math.min(count, first + visible + OVERSCAN) };
}

/** Where to scroll so that `index` is whole in view; the same where it is. */
export function scrollToShow(index: number, scrollTop: number, viewHeight: number, rowHeight: number): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + viewHeight ? top + rowHeight - viewHeight : scrollTop;
}

/** The index that a key leads to; undefined: it is no key of ours. `current` -1: none is selected. */
export function indexForKey(key: string, current: number, count: number, page: number): number | undefined {
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -count, End: count };
  const step = steps[key];
  if (step === undefined || count === 0) return undefined;
  if (current < 0) return key === 'End' ? count - 1 : 0;
  return Math.max(0, Math.min(count - 1, current + step));
}
