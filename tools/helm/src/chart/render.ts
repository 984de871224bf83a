import { parseAllDocuments } from 'yaml';
import { evaluate, fromJson, GoStruct } from '../template/index.ts';
import type { Chart } from './chart.ts';
import { coalesced, type Values } from './values.ts';

export interface Release {
  readonly name: string;
  readonly namespace: string;
}

/** One object for the cluster, and the file that wrote it. */
export interface Manifest {
  readonly file: string;
  readonly object: KubernetesObject;
}

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

export interface Rendered {
  readonly manifests: readonly Manifest[];
  readonly notes: string;
}

/** What `helm template` writes. Throws ValuesError, TemplateError, or an Error for what is no YAML. */
export function render(chart: Chart, release: Release, given: Values): Rendered {
  const values = coalesced(chart.values, given);
  const findings = chart.check(values);
  if (findings.length > 0) throw new ValuesError(findings);
  const { metadata } = chart;
  const written = chart.files.map((file) => {
    const dot = new GoStruct(Object.entries({
      Values: fromJson(values),
      Release: new GoStruct(Object.entries({ Name: release.name, Namespace: release.namespace, Service: 'Helm', IsInstall: true, IsUpgrade: false, Revision: 1n })),
      Chart: new GoStruct(Object.entries({ Name: metadata.name, Version: metadata.version, AppVersion: metadata.appVersion, Type: metadata.type, Description: metadata.description })),
    }));
    return { file, text: evaluate(chart.templates, file, dot) };
  });
  return {
    manifests: written.filter(({ file }) => file.endsWith('.yaml')).flatMap(({ file, text }) => manifestsOf(file, text)),
    notes: written.find(({ file }) => file.endsWith('/NOTES.txt'))?.text ?? '',
  };
}

/** Values that the chart's schema refuses: a line each. */
export class ValuesError extends Error {
  override readonly name = 'ValuesError';
  readonly findings: readonly string[];

  constructor(findings: readonly string[]) {
    super(findings.join('\n'));
    this.findings = findings;
  }
}

/** YAML 1.1, as Kubernetes reads it: there `on` is true and 0440 is octal. Documents without anything in them are none. */
export function manifestsOf(file: string, text: string): Manifest[] {
  return parseAllDocuments(text, { version: '1.1', uniqueKeys: true }).flatMap((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw new Error(`${file}: what it writes is no YAML: ${problem.message}\n${text}`);
    const object = document.toJS() as KubernetesObject | null;
    if (object === null) return [];
    if (typeof object.kind !== 'string' || typeof object.apiVersion !== 'string') throw new Error(`${file}: what it writes has no kind or no apiVersion`);
    return [{ file, object }];
  });
}
