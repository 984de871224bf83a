import { JsonPathError, parseJsonPath } from './json-path.ts';

test.each<[string, unknown]>([
  ['$.password', [[false, 'password']]],
  ['$.User.api-key', [[false, 'user'], [false, 'api-key']]],
  ['$.items[*].token', [[false, 'items'], [false, undefined], [false, 'token']]],
  ['$..secret', [[true, 'secret']]],
  ["$..['a b'][3].*", [[true, 'a b'], [false, 3], [false, undefined]]],
  [String.raw`$['it\'s \\']["say \"x\""]`, [[false, "it's \\"], [false, 'say "x"']]],
  ['$.grün', [[false, 'grün']]],
])('%s', (text, steps) => {
  expect(parseJsonPath(text).map(({ deep, key }) => [deep, key])).toEqual(steps);
});

test.each([
  ['', /begins with \$/], ['password', /begins with \$/], ['$', /\$ alone is the whole document/], ['$.', /expected a name.* at character 3/], ['$..', /expected a name/],
  ['$password', /expected \. or \[ at character 2/], ['$.a b', /expected \. or \[ at character 4/], ['$[a]', /expected \[0\]/], ['$[-1]', /expected \[0\]/], ['$[01]', /expected \[0\]/],
  ["$['a", /expected \[0\]/], ["$['']", /expected \[0\]/], ['$.[0]', /after a dot comes a name/], ['$..*', /after \.\. comes a name/], ['$..[0]', /after \.\. comes a name/], ['$...a', /expected a name/],
  ['$.a[?(@.b)]', /expected \[0\]/], ['$.0', /expected a name/], [`$${'.a'.repeat(33)}`, /at most 32 steps/], [`$.${'a'.repeat(500)}`, /at most 500 characters/],
])('%s is refused', (text, why) => {
  expect(() => parseJsonPath(text)).toThrow(JsonPathError);
  expect(() => parseJsonPath(text)).toThrow(why);
});
