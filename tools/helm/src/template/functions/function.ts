import { isList, isMap, kindOf, type Value } from '../value.ts';

/** What a function wants in a place. `any` is interface{}; the others Go checks when it calls. */
export type Kind = 'any' | 'string' | 'int' | 'bool' | 'list' | 'map';

export interface TemplateFunction {
  readonly parameters: readonly Kind[];
  /** Of all arguments behind those. */
  readonly rest?: Kind;
  /** What it throws is an Error whose message says what is wrong. */
  call(...values: never[]): Value;
}

/** Refuses what Go would refuse: a wrong number of arguments, or one of a wrong type. */
export function call(name: string, { parameters, rest, call: run }: TemplateFunction, values: readonly Value[]): Value {
  if (values.length < parameters.length || (rest === undefined && values.length > parameters.length)) {
    throw new Error(`${name} takes ${parameters.length}${rest === undefined ? '' : ' or more'} values, not ${values.length}`);
  }
  for (const [at, value] of values.entries()) {
    const wanted = parameters[at] ?? rest!;
    if (!fits(wanted, value)) throw new Error(`${name}: value ${at + 1} is ${kindOf(value)}, not ${wanted}`);
  }
  return (run as (...values: readonly Value[]) => Value)(...values);
}

function fits(kind: Kind, value: Value): boolean {
  switch (kind) {
    case 'any': return true;
    case 'string': return typeof value === 'string';
    case 'int': return typeof value === 'bigint';
    case 'bool': return typeof value === 'boolean';
    case 'list': return isList(value);
    case 'map': return isMap(value);
  }
}
