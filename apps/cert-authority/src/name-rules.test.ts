import { subjectName } from '@weir/x509';
import { NameRules } from './name-rules.ts';

const yes = true;
const no = false;

test.each([
  // rule, name, covers, touches
  ['*', 'example.com', yes, yes],
  ['*', '*.com', yes, yes],
  ['*', '10.0.0.1', yes, yes],
  ['example.com', 'example.com', yes, yes],
  ['example.com', 'EXAMPLE.com.', yes, yes],
  ['example.com', 'a.b.example.com', yes, yes],
  ['example.com', 'notexample.com', no, no],
  ['example.com', 'example.com.evil', no, no],
  ['example.com', 'com', no, no],
  ['example.com', '*.example.com', yes, yes],
  ['example.com', '*.a.example.com', yes, yes],
  ['example.com', '*.com', no, yes],
  ['a.example.com', '*.com', no, no],
  ['.example.com', 'example.com', no, no],
  ['.example.com', 'a.example.com', yes, yes],
  ['.example.com', '*.example.com', yes, yes],
  ['.example.com', '*.com', no, no],
  ['bücher.example', 'xn--bcher-kva.example', yes, yes],
  ['10.0.0.0/8', '10.1.2.3', yes, yes],
  ['10.0.0.0/8', '11.0.0.1', no, no],
  ['10.0.0.0/8', 'ten.example', no, no],
  ['192.0.2.1', '192.0.2.1', yes, yes],
  ['192.0.2.1', '192.0.2.2', no, no],
  ['2001:db8::/32', '2001:db8::1', yes, yes],
  ['2001:db8::/32', '2001:db9::1', no, no],
  ['10.0.0.0/8', '::ffff:10.0.0.1', yes, yes],
])('%s and %s: covers %s, touches %s', (rule, text, covers, touches) => {
  const rules = new NameRules([rule]);
  const name = subjectName(text)!;
  expect([rules.covers(name), rules.touches(name)]).toEqual([covers, touches]);
});

test('nothing given: nothing', () => {
  const rules = new NameRules([]);
  expect([rules.covers(subjectName('a')!), rules.touches(subjectName('a')!), rules.isAll]).toEqual([no, no, no]);
});

test.each(['', '.', '*.example.com', 'a b', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/x', '::/129', '300.1.1.1', 'https://example.com', '**'])('%j is no rule', (text) => {
  expect(() => new NameRules([text])).toThrow(/expected \*, a name such as example\.com/);
});
