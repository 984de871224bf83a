import { evaluate } from './evaluate.ts';
import { parseTemplates } from './parse.ts';
import { fromJson, GoStruct, type GoMap } from './value.ts';

const values = { name: 'weir', port: 8080, big: 2000000, off: false, none: null, empty: {}, list: ['a', 'b'], map: { y: 2, x: { z: 'deep' } } };

function written(text: string): string {
  const dot = new GoStruct([...(fromJson({ Values: values }) as GoMap), ['Chart', new GoStruct([['Name', 'weir']])]]);
  return evaluate(parseTemplates('a.yaml', text), 'a.yaml', dot);
}

// Each result is what Go's own text/template writes.
test.each([
  ['{{ .Values.name }}', 'weir'], ['{{ .Values.port }} {{ int .Values.port }} {{ .Values.big }}', '8080 8080 2e+06'], ['{{ .Values.off }}', 'false'], ['{{ .Values.map.x.z }}', 'deep'], ['{{ (dict "a" "b").a }}', 'b'],
  ['{{ "a" }}{{ `b` }}{{ 3 }}{{ true }}', 'ab3true'], ['{{ "x" | printf "%s-%s" "y" }}', 'y-x'], ['{{ .Values.none | default "d" }}{{ .Values.missing | default "e" }}', 'de'],
  ['{{ if .Values.off }}a{{ else if .Values.name }}b{{ else }}c{{ end }}', 'b'], ['{{ if .Values.empty }}a{{ else }}b{{ end }}', 'b'], ['{{ if .Values.missing }}a{{ end }}', ''],
  ['{{ with .Values.map }}{{ .y }}{{ $.Values.name }}{{ end }}', '2weir'], ['{{ with .Values.none }}a{{ else }}{{ .Values.name }}{{ end }}', 'weir'], ['{{ with $x := .Values.name }}{{ $x }}{{ . }}{{ end }}', 'weirweir'],
  ['{{ range .Values.list }}<{{ . }}>{{ end }}', '<a><b>'], ['{{ range $v := .Values.list }}<{{ $v }}>{{ end }}', '<a><b>'], ['{{ range $i, $v := .Values.list }}{{ $i }}{{ $v }} {{ end }}', '0a 1b '],
  ['{{ range $k, $v := .Values.map }}{{ $k }} {{ end }}', 'x y '], ['{{ range .Values.empty }}a{{ else }}none{{ end }}', 'none'], ['{{ range .Values.missing }}a{{ else }}none{{ end }}', 'none'],
  ['{{ $a := "1" }}{{ if true }}{{ $a = "2" }}{{ $a := "3" }}{{ $a }}{{ end }}{{ $a }}', '32'], ['{{ $l := list }}{{ range .Values.list }}{{ $l = append $l . }}{{ end }}{{ join "," $l }}', 'a,b'],
  ['{{ define "t" }}[{{ .a }}{{ $.a }}]{{ end }}{{ include "t" (dict "a" "x") }}{{ template "t" dict "a" "y" }}', '[xx][yy]'], ['{{ define "t" }}a{{ end }}{{ include "t" . | indent 2 }}', '  a'],
  ['{{ define "t" }}{{ $_ := set . "b" "new" }}{{ end }}{{ $d := dict }}{{ include "t" $d }}{{ $d.b }}', 'new'],
  ['{{ and "a" "" "b" }}{{ or "" "c" }}{{ and 1 "d" }}{{ or "" false }}', 'cdfalse'], ['{{ or "a" (fail "not looked at") }}{{ and false (fail "nor this") }}', 'afalse'], ['{{ "x" | and true }}', 'x'],
  ['a\n{{- if true }}\nb\n{{- end }}\nc', 'a\nb\nc'], ['{{- /* nothing */ -}}\n x', 'x'], ['{{ default list .Values.missing | len }}', '0'], ['{{ not .Values.off }}', 'true'],
])('%j', (text, expected) => {
  expect(written(text)).toBe(expected);
});

test.each([
  ['\n\n{{ .Values.missing }}', 'a.yaml:3: nothing is there to write'],
  ['{{ .Values.none }}', 'a.yaml:1: nothing is there to write'],
  ['{{ .Values.list }}', 'a.yaml:1: a slice is written: toYaml or range is missing'],
  ['{{ .Values.missing.x }}', 'a.yaml:1: .Values.missing.x: nothing has no field x'],
  ['{{ .Values.name.x }}', 'a.yaml:1: .Values.name.x: a string has no field x'],
  ['{{ .Chart.Home }}', 'a.yaml:1: .Chart.Home: Helm has no such field'],
  ['{{ .Files }}', 'a.yaml:1: .Files: Helm has no such field'],
  ['{{ $x }}', 'a.yaml:1: there is no variable $x'],
  ['{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}', 'a.yaml:1: there is no variable $x'],
  ['{{ $x = 1 }}', 'a.yaml:1: there is no variable $x'],
  ['x\n{{ lookup "v1" "Secret" "a" "b" }}', 'a.yaml:2: the function lookup is not known to this renderer'],
  ['{{ constructor }}', 'a.yaml:1: the function constructor is not known to this renderer'],
  ['{{ nil }}', 'a.yaml:1: the function nil is not known to this renderer'],
  ['{{ .Values.name "x" }}', 'a.yaml:1: what is no function is given values'],
  ['{{ "a" | .Values.name }}', 'a.yaml:1: what is no function is given values'],
  ['{{ include "t" . }}', 'a.yaml:1: there is no template t'],
  ['{{ include "t" }}', 'a.yaml:1: include takes the name of a template and its dot'],
  ['{{ template "t" . }}', 'a.yaml:1: there is no template t'],
  ['{{ define "t" }}{{ include "t" . }}{{ end }}{{ include "t" . }}', 'a.yaml:1: t: templates include each other without end'],
  ['{{ range .Values.port }}{{ end }}', 'a.yaml:1: range over float64 is not known to this renderer'],
  ['{{ and }}', 'a.yaml:1: and takes at least one value'],
  ['\n{{ fail "by itself" }}', 'a.yaml:2: by itself'],
  ['{{ define "t" }}\n\n{{ required "set it" .x }}{{ end }}{{ include "t" (dict) }}', 'a.yaml:3: set it'],
  ['{{ eq .Values.port 8080 }}', 'a.yaml:1: float64 cannot be compared with int'],
])('%j fails', (text, message) => {
  expect(() => written(text)).toThrow(message);
});

test('a template that is not there', () => {
  expect(() => evaluate(new Map(), 'b.yaml', undefined)).toThrow('b.yaml:1: there is no such template');
});
