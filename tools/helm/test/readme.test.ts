import { readFileSync } from 'node:fs';
import { chart, folder } from './weir-chart.ts';

/** Keys with their defaults; what Kubernetes has as one thing (resources) is one. */
function* leaves(value: unknown, path = ''): Generator<readonly [path: string, value: unknown]> {
  const isBranch = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0 && !path.endsWith('resources');
  if (!isBranch) yield [path, value];
  else for (const [key, child] of Object.entries(value)) yield* leaves(child, path === '' ? key : `${path}.${key}`);
}

const rows = readFileSync(`${folder}/README.md`, 'utf8').split('\n').filter((line) => line.startsWith('| `')).map((line) => line.slice(2, -2).split(' | '));

test('the table has each key of values.yaml, in its order, with its default', () => {
  expect(rows.map(([key, fallback]) => [key, JSON.parse(fallback!.slice(1, -1))])).toEqual([...leaves(chart.values)].map(([path, value]) => [`\`${path}\``, value]));
});

test('and says what it is', () => {
  expect(rows.filter((cells) => cells.length !== 3 || cells[2]!.length < 7)).toEqual([]);
});

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

test('the schema knows each key, and values.yaml each that the schema has', () => {
  const { definitions } = chart.schema as { readonly definitions: Readonly<Record<string, Schema>> };
  const resolved = (schema: Schema): Schema => (schema.$ref === undefined ? schema : definitions[schema.$ref.replace('#/definitions/', '')]!);
  const unset: string[] = [];
  function compare(given: Schema, value: unknown, path: string): void {
    const { properties } = resolved(given);
    if (properties === undefined || path.endsWith('.resources')) return;
    for (const [name, child] of Object.entries(properties)) {
      const has = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
      if (has) compare(child, (value as Readonly<Record<string, unknown>>)[name], `${path}.${name}`);
      else unset.push(`${path}.${name}`.slice(1));
    }
  }
  compare(chart.schema as Schema, chart.values, '');
  // Without a default: Helm's own, and maps that are empty until somebody fills them.
  expect(unset.filter((path) => !/^(global|image\.digests\.\S+|nats\.credentials\.secrets\.\S+|\S+\.affinity\.\S+)$/.test(path))).toEqual([]);
});
