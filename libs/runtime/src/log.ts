/** Events that users can follow, one name each. `@weir/service`'s Log has this shape. */
export interface EventLog {
  /** Whether anybody reads events of this level; absent: somebody does. What many connections have each is not put into words for nobody. */
  isOn?(level: 'debug' | 'info'): boolean;
  event(level: 'debug' | 'info' | 'warn' | 'error', name: string, fields: object, message: string): void;
}

/** For tests and tools that want no log. */
export const silentLog: EventLog = { isOn: () => false, event: () => undefined };
