/** Where it is told, once, that metrics cannot be read or sent. `@weir/service`'s Log has this shape. */
export interface EventLog {
  event(level: 'info' | 'warn', name: string, fields: object, message: string): void;
}
