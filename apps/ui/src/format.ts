/** Numbers and times for people. */

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

export function formatBytes(size: number): string {
  let value = size;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function formatDuration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 1000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  return `${minutes} min ${Math.floor((ms % 60_000) / 1000)} s`;
}

/** Of today the time, else the day too, of another year without the seconds; in the zone of the reader. At most 16 characters. */
export function formatTime(iso: string, now: Date): string {
  const date = new Date(iso);
  const minute = `${two(date.getHours())}:${two(date.getMinutes())}`;
  const second = `${minute}:${two(date.getSeconds())}`;
  if (date.toDateString() === now.toDateString()) return `${second}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return date.getFullYear() === now.getFullYear() ? `${day} ${second}` : `${date.getFullYear()}-${day} ${minute}`;
}

/** The class by which a status is coloured. */
export function statusKind(status: number | undefined, errorCode: string | undefined): 'good' | 'moved' | 'bad' | 'failed' | 'none' {
  if (errorCode !== undefined) return 'failed';
  if (status === undefined) return 'none';
  if (status >= 500) return 'failed';
  if (status >= 400) return 'bad';
  return status >= 300 ? 'moved' : 'good';
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
