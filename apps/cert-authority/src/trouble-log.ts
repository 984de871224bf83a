import type { Log } from '@weir/service';

/** Tells of a trouble when it begins or changes, and of its end: it may be met with every call. */
export function troubleLog(log: Log, event: string, trouble: string, recovered: string): (error: Error | undefined) => void {
  let told: string | undefined;
  return (error) => {
    const reason = error?.message;
    if (reason === told) return;
    told = reason;
    if (reason === undefined) log.event('info', `${event}-recovered`, {}, recovered);
    else log.event('error', event, { reason }, `${trouble}: ${reason}`);
  };
}
