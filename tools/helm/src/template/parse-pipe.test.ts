import type { Pipe } from './nodes.ts';
import { parsePipe } from './parse-pipe.ts';
import { pieces } from './tokens.ts';

function parsed(text: string, most = 1): Pipe {
  const [piece] = pieces('a.yaml', `{{ ${text} }}`);
  if (piece?.kind !== 'action') throw new Error('no action');
  return parsePipe(piece.tokens, piece.where, most);
}

test('a pipeline of commands', () => {
  expect(parsed('.a.b | default "x" 3 -1.5 true $c.d $ (f . | g).e').commands.map(({ operands }) => operands)).toMatchObject([
    [{ kind: 'dot', fields: ['a', 'b'] }],
    [{ kind: 'function', name: 'default' }, { value: 'x' }, { value: 3n }, { value: -1.5 }, { value: true }, { kind: 'variable', name: 'c', fields: ['d'] }, { kind: 'variable', name: '' },
      { kind: 'pipe', fields: ['e'], pipe: { commands: [{ operands: [{ name: 'f' }, { kind: 'dot', fields: [] }] }, { operands: [{ name: 'g' }] }] } }],
  ]);
});

test('declarations', () => {
  expect(parsed('$a := 1')).toMatchObject({ variables: ['a'], assigns: false });
  expect(parsed('$a = 1')).toMatchObject({ variables: ['a'], assigns: true });
  expect(parsed('$k, $v := .m', 2)).toMatchObject({ variables: ['k', 'v'], assigns: false });
  expect(parsed('$a')).toMatchObject({ variables: [], commands: [{ operands: [{ kind: 'variable', name: 'a' }] }] });
});

test.each([
  ['$a, $b := .m', 'a.yaml:1: $a, $b cannot be declared here'],
  ['$ := 1', 'a.yaml:1: $ cannot be declared here'],
  ['f |', 'a.yaml:1: a value is missing'],
  ['| f', 'a.yaml:1: a value is missing'],
  ['(f', 'a.yaml:1: a parenthesis is not closed'],
  ['f)', 'a.yaml:1: ) is not expected here'],
  ['f ($a := 1)', 'a.yaml:1: $a cannot be declared here'],
  ['f"a"', 'a.yaml:1: a space is missing before a'],
  ['f(g)', 'a.yaml:1: a space is missing before ('],
])('%j is refused', (text, message) => {
  expect(() => parsed(text)).toThrow(message);
});

test('a range sets no variables that are there', () => {
  expect(() => parsed('$k, $v = .m', 2)).toThrow('a range that sets variables which are there is not known to this renderer');
});
