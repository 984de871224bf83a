import { Int64, isList, isMap, isTrue, type GoMap, type Value } from '../value.ts';
import type { TemplateFunction } from './function.ts';

/** Lists and maps of sprig. Maps are changed where they stand (`set`, `merge`), lists never. */
export const collections: Readonly<Record<string, TemplateFunction>> = {
  list: { parameters: [], rest: 'any', call: (...values: Value[]) => values },
  append: { parameters: ['list', 'any'], call: (list: readonly Value[], value: Value) => [...list, value] },
  concat: { parameters: [], rest: 'list', call: (...lists: (readonly Value[])[]) => lists.flat() },
  has: { parameters: ['any', 'list'], call: (value: Value, list: readonly Value[]) => list.some((each) => isSame(each, value)) },
  uniq: { parameters: ['list'], call: (list: readonly Value[]) => list.filter((value, at) => list.findIndex((each) => isSame(each, value)) === at) },
  sortAlpha: {
    parameters: ['list'],
    call: (list: readonly Value[]) => {
      if (!list.every((each) => typeof each === 'string')) throw new Error('sortAlpha: the list has more than strings in it');
      return [...list].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    },
  },
  dict: {
    parameters: [], rest: 'any',
    call: (...values: Value[]) => {
      if (values.length % 2 !== 0) throw new Error('dict: the last key has no value');
      return new Map(Array.from({ length: values.length / 2 }, (_, at) => [keyOf(values[2 * at]), values[2 * at + 1]]));
    },
  },
  get: { parameters: ['map', 'string'], call: (map: GoMap, key: string) => (map.has(key) ? map.get(key) : '') },
  set: { parameters: ['map', 'string', 'any'], call: (map: GoMap, key: string, value: Value) => map.set(key, value) },
  hasKey: { parameters: ['map', 'string'], call: (map: GoMap, key: string) => map.has(key) },
  keys: { parameters: ['map'], call: (map: GoMap) => [...map.keys()] },
  merge: { parameters: ['map'], rest: 'map', call: (onto: GoMap, ...others: GoMap[]) => others.reduce(merged, onto) },
  deepCopy: { parameters: ['any'], call: copied },
};

function keyOf(value: Value): string {
  if (typeof value !== 'string') throw new Error('dict: a key is no string');
  return value;
}

/** mergo's: what counts as empty is taken for absent, so false and 0 are written over. */
function merged(onto: GoMap, from: GoMap): GoMap {
  for (const [key, value] of from) {
    const there = onto.get(key);
    if (isMap(there) && isMap(value)) merged(there, value);
    else if (!isTrue(there)) onto.set(key, copied(value));
  }
  return onto;
}

function copied(value: Value): Value {
  if (isMap(value)) return new Map([...value].map(([key, each]) => [key, copied(each)]));
  return isList(value) ? value.map(copied) : value;
}

/** reflect.DeepEqual: an int is no float64 and no int64, whatever their value. */
function isSame(left: Value, right: Value): boolean {
  if (isList(left) && isList(right)) return left.length === right.length && left.every((each, at) => isSame(each, right[at]));
  if (isMap(left) && isMap(right)) return left.size === right.size && [...left].every(([key, value]) => right.has(key) && isSame(value, right.get(key)));
  if (left instanceof Int64 && right instanceof Int64) return left.value === right.value;
  return left === right;
}
