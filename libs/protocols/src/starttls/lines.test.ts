import { hearLines, Lines, maxLineBytes } from './lines.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

test('lines one by one, with either end', () => {
  const lines = new Lines();
  const input = bytes('a b\r\nc\n\r\nd');
  expect([lines.next(input, 0), lines.next(input, 5), lines.next(input, 7), lines.next(input, 9)]).toEqual([{ text: 'a b', end: 5 }, { text: 'c', end: 7 }, { text: '', end: 9 }, 'more']);
  expect(lines.next(bytes('\xe9\r\n'), 0)).toEqual({ text: 'd\xe9', end: 3 });
});

test('a CR may come before its LF', () => {
  const lines = new Lines();
  expect([lines.next(bytes('a\r'), 0), lines.next(bytes('\nb'), 0)]).toEqual(['more', { text: 'a', end: 1 }]);
});

test('what is no text, or too long, is over', () => {
  expect([new Lines().next(bytes('a\0\r\n'), 0), new Lines().next(bytes('\x1b'), 0), new Lines().next(bytes('a\tb'), 0)]).toEqual(['over', 'over', 'more']);
  const lines = new Lines();
  expect([lines.next(Buffer.alloc(maxLineBytes, 'x'), 0), lines.next(bytes('x'), 0), new Lines().next(Buffer.alloc(maxLineBytes + 1, 'x'), 0)]).toEqual(['more', 'over', 'over']);
});

test('heard line by line, up to the first that is more than talk', () => {
  const said: string[] = [];
  const hear = (text: string) => hearLines(new Lines(), bytes(text), (line) => {
    said.push(line);
    return line === 'tls' ? 'asked' : line === 'end' ? 'over' : 'more';
  });
  expect([hear('a\r\nb\r\n'), hear('a\r\ntls\r\nb\r\n'), hear('end\r\na\r\n'), hear('a'), hear('')]).toEqual(['more', { turn: 'asked', at: 8 }, 'over', 'more', 'more']);
  expect(said).toEqual(['a', 'b', 'a', 'tls', 'end']);
});
