import { parseExposition } from './exposition.ts';

const head = '# HELP a b\n# TYPE a gauge\n';

test('families, labels, escapes, values', () => {
  const families = parseExposition(`${head}# UNIT a s\na 1\na{b="c",d="e\\"\\\\\\n"} -2.5e-7\n\n# HELP c d e\n# TYPE c counter\nc +Inf\n`);
  expect(families.get('a')).toMatchObject({ help: 'b', type: 'gauge', samples: [
    { name: 'a', labels: {}, value: 1 }, { name: 'a', labels: { b: 'c', d: 'e"\\\n' }, value: -2.5e-7 },
  ] });
  expect(families.get('c')).toMatchObject({ help: 'd e', type: 'counter', samples: [{ value: Infinity }] });
});

test.each([
  ['a 1', 'no newline'], ['a 1\n', 'not of the family'], ['# HELP a b\na 1\n', 'not of the family'], ['# TYPE a gauge\n', 'TYPE is not behind HELP'],
  [`${head}${head}`, 'a family twice'], [`${head}a 1\na 2\n`, 'a series twice'], [`${head}b 1\n`, 'not of the family'],
  [`${head}a one\n`, 'no sample'], [`${head}a 1 1700000000000\n`, 'no sample'], [`${head}a{b=c} 1\n`, 'no sample'], [`${head}a{b="c" 1\n`, 'no sample'],
  [`${head}a{b="c",b="d"} 1\n`, 'no sample'], [`${head}a{b="c"d="e"} 1\n`, 'no sample'], [`${head}a{b="\\x"} 1\n`, 'no sample'],
])('%j is refused', (text, why) => {
  expect(() => parseExposition(text)).toThrow(why);
});
