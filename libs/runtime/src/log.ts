/** Events that users can follow, one name each. `@weir/service`'s Log has this shape. */
export interface EventLog {
  event(level: 'debug' | 'info' | 'warn' | 'error', name: string, fields: object, message: string): void;
}

/** For tests and tools that want no log. */
export const silentLog: EventLog = { event: () => undefined };
