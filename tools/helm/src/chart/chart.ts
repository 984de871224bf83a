import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { parseTemplates, type Templates } from '../template/index.ts';
import { schemaCheck } from './values-schema.ts';
import type { Values } from './values.ts';

/** A chart's folder, read. */
export interface Chart {
  readonly metadata: ChartMetadata;
  readonly values: Values;
  /** values.schema.json. */
  readonly schema: object;
  /** What it has against values. */
  readonly check: (values: Values) => readonly string[];
  /** By path, `weir/templates/NOTES.txt`, as Helm names them; and by name what they define. */
  readonly templates: Templates;
  /** Of those the ones that write: not what begins with `_`. In order. */
  readonly files: readonly string[];
}

export interface ChartMetadata {
  readonly apiVersion: string;
  readonly name: string;
  readonly version: string;
  readonly appVersion: string;
  readonly kubeVersion: string;
  readonly description: string;
  readonly type: string;
}

type Nodes = Templates extends ReadonlyMap<string, infer N> ? N : never;

/** Throws TemplateError for a template that cannot be read, and an Error where a name is defined twice. */
export function readChart(folder: string): Chart {
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const metadata = parse(read('Chart.yaml')) as ChartMetadata;
  const paths = filesBelow(join(folder, 'templates')).map((path) => relative(folder, path)).sort();
  const templates: Map<string, Nodes> = new Map();
  for (const path of paths) {
    for (const [name, nodes] of parseTemplates(`${metadata.name}/${path}`, read(path))) {
      if (templates.has(name)) throw new Error(`${path}: ${name} is defined in another file too`);
      templates.set(name, nodes);
    }
  }
  const schema = JSON.parse(read('values.schema.json')) as object;
  return {
    metadata,
    values: parse(read('values.yaml')) as Values,
    schema,
    check: schemaCheck(schema),
    templates,
    files: paths.filter((path) => !/(^|\/)_[^/]*$/.test(path)).map((path) => `${metadata.name}/${path}`),
  };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]));
}
