import { parseTemplates } from './parse.ts';

const parsed = (text: string) => parseTemplates('a.yaml', text);

test('a file, and what it defines', () => {
  const templates = parsed('a{{ define "one" }}1{{ end }}b{{- define "two" -}}{{ if .x }}2{{ end }}{{- end }}');
  expect([...templates.keys()]).toEqual(['a.yaml', 'one', 'two']);
  expect(templates.get('a.yaml')!.map((node) => node.kind === 'text' && node.text)).toEqual(['a', 'b']);
  expect(templates.get('two')!.map(({ kind }) => kind)).toEqual(['if']);
});

test('else if is an if in the else', () => {
  const [node] = parsed('{{ if .a }}1{{ else if .b }}2{{ else }}3{{ end }}4').get('a.yaml')!;
  expect(node).toMatchObject({ kind: 'if', then: [{ text: '1' }], otherwise: [{ kind: 'if', then: [{ text: '2' }], otherwise: [{ text: '3' }] }] });
});

test('range and with have an else too', () => {
  expect(parsed('{{ range .a }}1{{ else }}2{{ end }}{{ with .a }}3{{ else }}4{{ end }}').get('a.yaml')).toMatchObject([
    { kind: 'range', then: [{ text: '1' }], otherwise: [{ text: '2' }] }, { kind: 'with', then: [{ text: '3' }], otherwise: [{ text: '4' }] },
  ]);
});

test.each([
  ['x\n{{ if .a }}', 'a.yaml:2: what begins here has no end'],
  ['{{ if .a }}{{ else }}', 'a.yaml:1: what begins here has no end'],
  ['{{ end }}', 'a.yaml:1: end belongs to nothing here'],
  ['{{ else }}', 'a.yaml:1: else belongs to nothing here'],
  ['{{ if .a }}{{ else }}{{ else }}{{ end }}', 'a.yaml:1: else belongs to nothing here'],
  ['{{ if .a }}{{ end x }}', 'a.yaml:1: nothing stands behind end'],
  ['{{ with .a }}{{ else with .b }}{{ end }}', 'a.yaml:1: else with is not known to this renderer'],
  ['{{ range .a }}{{ break }}{{ end }}', 'a.yaml:1: break is not known to this renderer'],
  ['{{ block "a" . }}{{ end }}', 'a.yaml:1: block is not known to this renderer'],
  ['{{ }}', 'a.yaml:1: an action is empty'],
  ['{{ if }}{{ end }}', 'a.yaml:1: a value is missing'],
  ['{{ template x . }}', 'a.yaml:1: template is followed by a name in quotes'],
  ['{{ define x }}{{ end }}', 'a.yaml:1: define is followed by a name in quotes alone'],
  ['{{ if .a }}{{ define "x" }}{{ end }}{{ end }}', 'a.yaml:1: define stands by itself, in no other block'],
  ['{{ define "x" }}{{ end }}\n{{ define "x" }}{{ end }}', 'a.yaml:2: x is defined twice'],
])('%j is refused', (text, message) => {
  expect(() => parsed(text)).toThrow(message);
});
