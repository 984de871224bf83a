/** Numbers and times for people. */

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

export function formatBytes(size: number): string {
  let value = size;
  let unit = 0;
  while (Math.round(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function formatDuration(ms: number): string {
  if (ms <= 0) return '0 ms';
  if (ms < 0.995) return `${ms.toFixed(2)} ms`;
  if (ms < 999.5) return `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Whole, with the microseconds that `iso` has; in the zone of the reader, which is named. */
export function formatInstant(iso: string): string {
  const date = new Date(iso);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const fraction = /\.(\d*[1-9])/.exec(iso)?.[0] ?? '';
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${fraction} ${zone(-date.getTimezoneOffset())}`;
}

/** `minutes` east of Greenwich. */
function zone(minutes: number): string {
  const size = Math.abs(minutes);
  return minutes === 0 ? 'UTC' : `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** How far off in the largest unit of which there are two: `in 2 days`, `90 min ago`. */
export function formatFromNow(iso: string, now: Date): string {
  const minutes = (Date.parse(iso) - now.getTime()) / 60_000;
  const size = Math.abs(minutes);
  const text = size >= 2 * 1440 ? `${Math.floor(size / 1440)} days` : size >= 120 ? `${Math.floor(size / 60)} h` : `${Math.floor(size)} min`;
  return minutes < 0 ? `${text} ago` : `in ${text}`;
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
