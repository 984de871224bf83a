import { pieces } from './tokens.ts';

const shown = (text: string) => pieces('a.yaml', text).map((piece) => (piece.kind === 'text' ? piece.text : piece.tokens.map(({ type, text: word, joined }) => `${joined ? '+' : ''}${type}:${word}`)));

test.each<[text: string, pieces: readonly unknown[]]>([
  ['plain', ['plain']],
  ['', []],
  ['a {{ .b }} c', ['a ', ['field:b'], ' c']],
  ['a \n {{- .b -}} \n c', ['a', ['field:b'], 'c']],
  ['a {{-3}}', ['a ', ['number:-3']]],
  ['a {{- 3 -}} b', ['a', ['number:3'], 'b']],
  ['a {{/* }} */}} b', ['a ', ' b']],
  ['a {{- /* two\nlines */ -}} b', ['a', 'b']],
  ['a {{ `}}` }}{{ "}}" }}', ['a ', ['string:}}'], ['string:}}']]],
  ['{{$a.b .c}}', [['variable:a', '+field:b', 'field:c']]],
  ['{{ $ }}{{ . }}', [['variable:'], ['dot:.']]],
  ['{{ (f).x | g "q\\"\\n" }}', [['sign:(', '+word:f', '+sign:)', '+field:x', 'sign:|', 'word:g', 'string:q"\n']]],
  ['{{ $i, $v := range }}', [['variable:i', '+sign:,', 'variable:v', 'sign::=', 'word:range']]],
  ['{{ 1.5 }} }}', [['number:1.5'], ' }}']],
])('%j', (text, expected) => {
  expect(shown(text)).toEqual(expected);
});

test('lines are counted', () => {
  expect(pieces('a.yaml', 'one\n{{ .a }}\n\n{{- .b\n.c }}').map(({ where }) => where.line)).toEqual([1, 2, 4]);
  expect(pieces('a.yaml', '{{ .b\n.c }}').flatMap((piece) => (piece.kind === 'action' ? piece.tokens.map(({ where }) => where.line) : []))).toEqual([1, 2]);
});

test.each([
  ['a\n{{ .b', 'a.yaml:2: an action has no end: }} is missing'],
  ['a\n\n{{ .b ? }}', 'a.yaml:3: "? }}" is not understood'],
  ['{{ /* a */ }}', 'a.yaml:1: "/* a */ }}" is not understood'],
  ['{{/* a */ }}', 'a.yaml:1: a comment ends right before }}, or before  -}}'],
  ['{{ "\\x41" }}', 'a.yaml:1: the string "\\x41" has an escape that is not understood'],
  ["{{ 'a' }}", 'a.yaml:1: "\'a\' }}" is not understood'],
])('%j is refused', (text, message) => {
  expect(() => pieces('a.yaml', text)).toThrow(message);
});
