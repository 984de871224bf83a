import { Int64, kindOf, printed, type Value } from '../value.ts';
import { quoted } from './quoted.ts';

/** Go's Sprintf with %s, %q, %d, %t, %v and %%. Where Go would write `%!d(string=a)`, an Error is thrown. */
export function formatted(format: string, ...values: readonly Value[]): string {
  let at = 0;
  const text = format.replace(/%(.?)/gs, (_all, verb: string) => {
    if (verb === '%') return '%';
    if (at >= values.length) throw new Error(`printf: %${verb} has no value`);
    return written(verb, values[at++]);
  });
  if (at < values.length) throw new Error(`printf: ${values.length - at} values have no verb`);
  return text;
}

function written(verb: string, value: Value): string {
  if ((verb === 's' || verb === 'q') && typeof value === 'string') return verb === 's' ? value : quoted(value);
  if (verb === 'd' && (typeof value === 'bigint' || value instanceof Int64)) return printed(value)!;
  if (verb === 't' && typeof value === 'boolean') return String(value);
  const text = verb === 'v' ? printed(value) : undefined;
  if (text === undefined) throw new Error(`printf: %${verb} does not write ${kindOf(value)}`);
  return text;
}
