import { Int64, isTrue, kindOf, type Value } from '../value.ts';
import type { TemplateFunction } from './function.ts';

/** Choices and comparisons, Go's own and sprig's. `and` and `or` stand in evaluate.ts: they look at no more than they need. */
export const logic: Readonly<Record<string, TemplateFunction>> = {
  not: { parameters: ['any'], call: (value: Value) => !isTrue(value) },
  eq: { parameters: ['any', 'any'], rest: 'any', call: (value: Value, ...others: Value[]) => others.some((other) => order(value, other) === 0) },
  ne: { parameters: ['any', 'any'], call: (left: Value, right: Value) => order(left, right) !== 0 },
  lt: { parameters: ['any', 'any'], call: (left: Value, right: Value) => ordered(left, right) < 0 },
  le: { parameters: ['any', 'any'], call: (left: Value, right: Value) => ordered(left, right) <= 0 },
  gt: { parameters: ['any', 'any'], call: (left: Value, right: Value) => ordered(left, right) > 0 },
  ge: { parameters: ['any', 'any'], call: (left: Value, right: Value) => ordered(left, right) >= 0 },
  default: { parameters: ['any'], rest: 'any', call: (fallback: Value, value?: Value) => (isTrue(value) ? value : fallback) },
  ternary: { parameters: ['any', 'any', 'bool'], call: (yes: Value, no: Value, which: boolean) => (which ? yes : no) },
  kindIs: { parameters: ['string', 'any'], call: (kind: string, value: Value) => kindOf(value) === kind },
  required: {
    parameters: ['string', 'any'],
    call: (message: string, value: Value) => {
      if (value === undefined || value === '') throw new Error(message);
      return value;
    },
  },
  fail: {
    parameters: ['string'],
    call: (message: string) => {
      throw new Error(message);
    },
  },
};

function ordered(left: Value, right: Value): number {
  if (typeof left === 'boolean') throw new Error('what is true or false has no order');
  return order(left, right);
}

/** Go compares an int with an int64, and neither with a float64 (which numbers of values are) nor with a string. */
function order(left: Value, right: Value): number {
  const [first, second] = [comparable(left), comparable(right)];
  if (first === undefined || typeof first !== typeof second) throw new Error(`${kindOf(left)} cannot be compared with ${kindOf(right)}`);
  if (first === second) return 0;
  return first < second! ? -1 : 1;
}

function comparable(value: Value): boolean | string | number | bigint | undefined {
  if (value instanceof Int64) return value.value;
  return typeof value === 'object' ? undefined : value;
}
