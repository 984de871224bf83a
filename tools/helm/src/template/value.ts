/**
 * A value of a template, as Go has it: undefined is nil, or a key that is not there. Numbers of values files are float64, as Helm reads them;
 * those that stand in templates are int. Functions tell them apart, and so does this renderer.
 */
export type Value = undefined | boolean | string | number | bigint | Int64 | readonly Value[] | GoMap;

/** map[string]interface{}. */
export type GoMap = Map<string, Value>;

/** What has a fixed set of fields, such as .Chart: one that is not there is an error. */
export class GoStruct extends Map<string, Value> {}

/** What arithmetic gives: not the int that functions such as `trunc` want. */
export class Int64 {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is GoMap {
  return value instanceof Map;
}

/** As reflect.Kind names it. */
export function kindOf(value: Value): string {
  if (value === undefined) return 'invalid';
  if (isMap(value)) return 'map';
  if (isList(value)) return 'slice';
  if (value instanceof Int64) return 'int64';
  const kinds: Readonly<Record<string, string>> = { boolean: 'bool', string: 'string', number: 'float64', bigint: 'int' };
  return kinds[typeof value]!;
}

/** False, 0, nothing, and whatever is empty. Go's own and sprig's idea of it are the same. */
export function isTrue(value: Value): boolean {
  if (isMap(value)) return value.size > 0;
  if (isList(value)) return value.length > 0;
  return value instanceof Int64 ? value.value !== 0n : Boolean(value);
}

/** What YAML and JSON parsers give. */
export function fromJson(json: unknown): Value {
  if (json === null || json === undefined) return undefined;
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json === 'object') return new Map(Object.entries(json).map(([key, value]) => [key, fromJson(value)]));
  return json as boolean | string | number;
}

/** What their writers take. Nothing is null. */
export function toJson(value: Value): unknown {
  if (value === undefined) return null;
  if (isMap(value)) return Object.fromEntries([...value].map(([key, each]) => [key, toJson(each)]));
  if (isList(value)) return value.map(toJson);
  if (value instanceof Int64) return Number(value.value);
  return typeof value === 'bigint' ? Number(value) : value;
}

/** What `{{ . }}` and %v write. Undefined for what has no form that a manifest could want: nothing, lists and maps. */
export function printed(value: Value): string | undefined {
  if (value === undefined || isMap(value) || isList(value)) return undefined;
  if (value instanceof Int64) return String(value.value);
  return typeof value === 'number' ? printedFloat(value) : String(value);
}

/** %v of a float64: 1e+06 from a million on, which surprises people. */
function printedFloat(value: number): string {
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  return power >= -4 && power < 6 ? String(value) : `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
