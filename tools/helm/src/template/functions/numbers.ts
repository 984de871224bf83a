import { Int64, isList, isMap, kindOf, type Value } from '../value.ts';
import type { TemplateFunction } from './function.ts';

/** `int` gives an int, arithmetic gives an int64. */
export const numbers: Readonly<Record<string, TemplateFunction>> = {
  int: { parameters: ['any'], call: whole },
  len: { parameters: ['any'], call: lengthOf },
  sub: { parameters: ['any', 'any'], call: (from: Value, what: Value) => new Int64(whole(from) - whole(what)) },
  mul: { parameters: ['any'], rest: 'any', call: (...factors: Value[]) => new Int64(factors.reduce<bigint>((product, factor) => product * whole(factor), 1n)) },
  div: {
    parameters: ['any', 'any'],
    call: (what: Value, by: Value) => {
      if (whole(by) === 0n) throw new Error('div: divided by 0');
      return new Int64(whole(what) / whole(by));
    },
  },
};

/** sprig makes 0 of what is no number: that is refused here. */
function whole(value: Value): bigint {
  if (value instanceof Int64) return value.value;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return BigInt(Math.trunc(value));
  if (typeof value === 'string' && /^(?:0|-?[1-9]\d*)$/.test(value)) return BigInt(value);
  throw new Error(`${value === undefined ? 'nothing' : JSON.stringify(value)} (${kindOf(value)}) is no whole number`);
}

function lengthOf(value: Value): bigint {
  if (typeof value === 'string') return BigInt(Buffer.byteLength(value));
  if (isList(value)) return BigInt(value.length);
  if (isMap(value)) return BigInt(value.size);
  throw new Error(`len: ${kindOf(value)} has no length`);
}
