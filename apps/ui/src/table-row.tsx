import { formatBytes, formatDuration, formatTime, statusKind } from './format.ts';
import type { Row } from './row.ts';

interface TableRowProps {
  readonly row: Row;
  readonly index: number;
  /** Where it stands, in pixels. */
  readonly top: number;
  readonly now: Date;
  readonly selected: boolean;
  readonly select: () => void;
}

export function TableRow({ row, index, top, now, selected, select }: TableRowProps) {
  return (
    <div class={`row ${row.state}`} role="row" id={`row-${row.id}`} aria-rowindex={index + 2} aria-selected={selected} onClick={select}
      style={{ transform: `translateY(${top}px)` }}>
      <span role="gridcell" class="time" title={row.startedAt}>{formatTime(row.startedAt, now)}</span>
      <span role="gridcell" class="method" title={row.method}>{row.method}</span>
      <span role="gridcell" class={`status ${statusKind(row.status, row.errorCode)}`}>{statusText(row)}</span>
      <span role="gridcell" class="url" title={`${origin(row)}${row.path}`}>
        <span class="address">
          {row.scheme !== '' && <span class="scheme">{row.scheme}://</span>}
          {row.host === '' ? <i>no destination</i> : <b>{row.host}</b>}{row.path}
        </span>
        {row.errorCode !== undefined && <span class="code">{row.errorCode}</span>}
      </span>
      <span role="gridcell" class="type">{row.media}</span>
      <span role="gridcell" class="size">{row.bytes === undefined ? '' : formatBytes(row.bytes)}</span>
      <span role="gridcell" class="duration">{row.durationMs === undefined ? '' : formatDuration(row.durationMs)}</span>
    </div>
  );
}

function origin({ scheme, host }: Row): string {
  return scheme === '' ? host : `${scheme}://${host}`;
}

function statusText({ status, errorCode, state }: Row): string {
  if (status !== undefined) return String(status);
  if (errorCode !== undefined) return 'failed';
  return state === 'open' ? 'open' : 'ended';
}
