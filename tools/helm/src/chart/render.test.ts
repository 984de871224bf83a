import { parseTemplates } from '../template/index.ts';
import type { Chart } from './chart.ts';
import { schemaCheck } from './values-schema.ts';
import { manifestsOf, render, ValuesError } from './render.ts';

const map = (name: string, more = ''): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n${more}`;

function chart(files: Readonly<Record<string, string>>): Chart {
  const schema = { type: 'object', properties: { on: { type: 'boolean' }, name: { type: 'string' } } };
  return {
    metadata: { apiVersion: 'v2', name: 'small', version: '1.2.3', appVersion: '4', kubeVersion: '', description: '', type: 'application' },
    values: { on: true, name: 'a' },
    schema, check: schemaCheck(schema),
    templates: new Map(Object.entries(files).flatMap(([file, text]) => [...parseTemplates(file, text)])),
    files: Object.keys(files),
  };
}

test('objects and notes, with what Helm tells templates', () => {
  const rendered = render(chart({
    'small/templates/a.yaml': `${map('{{ .Values.name }}-{{ .Release.Name }}')}---\n${map('{{ .Chart.Version }}')}`,
    'small/templates/b.yaml': `{{ if .Values.on }}${map('b')}{{ end }}`,
    'small/templates/NOTES.txt': '{{ .Release.Namespace }} {{ .Release.Service }} {{ .Chart.AppVersion }}',
  }), { name: 'r', namespace: 'n' }, { on: false });
  expect(rendered.manifests.map(({ file, object }) => [file, object.metadata.name])).toEqual([['small/templates/a.yaml', 'a-r'], ['small/templates/a.yaml', '1.2.3']]);
  expect(rendered.notes).toBe('n Helm 4');
});

test('one file sees nothing of what another has changed', () => {
  const files = { 'a/1.yaml': '{{ $_ := set .Values "name" "changed" }}', 'a/2.yaml': map('{{ .Values.name }}') };
  expect(render(chart(files), { name: 'r', namespace: 'n' }, {}).manifests[0]!.object.metadata.name).toBe('a');
});

test('values that the schema refuses', () => {
  const error = (() => {
    try {
      return render(chart({}), { name: 'r', namespace: 'n' }, { on: 'yes', name: 1 });
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(ValuesError);
  expect((error as ValuesError).message).toBe('on: must be boolean\nname: must be string');
});

test('YAML 1.1, as Kubernetes reads it', () => {
  expect(manifestsOf('a.yaml', map('a', 'data: { a: on, b: 0440, c: "on" }'))[0]!.object['data']).toEqual({ a: true, b: 288, c: 'on' });
});

test.each([
  ['a: b: c', 'a.yaml: what it writes is no YAML: '], [map('a', 'data: {}\ndata: {}'), 'a.yaml: what it writes is no YAML: Map keys must be unique'], ['a: 1', 'a.yaml: what it writes has no kind or no apiVersion'],
])('%j is refused', (text, message) => {
  expect(() => manifestsOf('a.yaml', text)).toThrow(message);
});

test('documents without anything are none', () => {
  expect(manifestsOf('a.yaml', '---\n# only this\n---\n\n')).toEqual([]);
});
