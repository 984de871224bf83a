import { JsonPathError, JsonRedactor, parseJsonPath, PathMatcher, type PathStep } from '@weir/redaction';
import { expectThat, latin1, type Target } from '../target.ts';

const mark = 'REPLACED';

export const redactionJson: Target = {
  name: 'redaction-json',
  about: 'a path in the first line, JSON below: the path or a JsonPathError; of JSON what the path leads to is replaced and nothing else',
  seeds: () => [
    '$.password\n{"password":"x","a":{"password":1},"pass\\u0077ord":[]}', '$.items[*].token\n{"items":[{"token":"a"},{"token":{"token":null}},[]],"token":1.5e-3}', '$..s\n[{"s":{"s":1}},{"t":[{"S":"\xc3\xbc"}]}]',
    '$[1][0]\n[[1,2],[3,4]]', "$..['a b'].*\n{\"a b\":{\"x\":true,\"y\":false},\"c\":{\"a b\":[null,-0]}}", '$..a..b\n{"a":{"b":1,"a":{"c":{"b":2}}}}\n{"b":3}', '$..a.b\n{"a":{"a":{"b":1}}}', '$.a\n\xef\xbb\xbf{"a":"\\"\\\\\\/\\b\\f\\n\\r\\t"}',
  ].map(latin1),
  words: ['$', '.', '..', '[*]', '[0]', "['a']", '\n', '{', '}', '[', ']', '"', ':', ',', '\\', '\\u0061', '\\ud800', '"a":', '"__proto__":', 'null', 'true', '1e5', '-0', '\x1e', '\xc3\xbc', '\xff'],
  maxBytes: 300,
  run(input) {
    const bytes = Buffer.from(input);
    const end = bytes.indexOf('\n');
    const path = bytes.toString('utf8', 0, Math.max(0, end));
    let steps: readonly PathStep[];
    try {
      steps = parseJsonPath(path);
    } catch (error) {
      if (error instanceof JsonPathError) return;
      throw error;
    }
    const json = bytes.subarray(end + 1);
    const redactor = new JsonRedactor(new PathMatcher([path]), () => mark);
    const made = redactor.redact(json);
    const wanted = parsed(json);
    // Their depth is bounded, and several documents, a record separator or a byte order mark are no JSON for JSON.parse.
    if (wanted === undefined) {
      const other = made === undefined || redactor.documents !== 1 || json.includes(0x1e) || json[0] === 0xef;
      return expectThat(other, () => `${json.toString('latin1')} was read, and is no JSON`);
    }
    expectThat(made !== undefined, () => `${json.toString('latin1')} was not read`);
    const [was, is] = [JSON.stringify(replaced(wanted.value, [steps], [])), JSON.stringify(parsed(Buffer.from(made!))!.value)];
    expectThat(was === is, () => `${path} makes ${is}, not ${was}`);
  },
};

function parsed(json: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(json.toString('utf8')) };
  } catch {
    return undefined;
  }
}

/** The plain way: of each value the whole way to it is looked at. */
function replaced(value: unknown, paths: readonly (readonly PathStep[])[], keys: readonly (string | number)[]): unknown {
  if (value === null) return null;
  if (keys.length > 0 && paths.some((steps) => leads(steps, keys))) return mark;
  if (Array.isArray(value)) return value.map((element, at) => replaced(element, paths, [...keys, at]));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replaced(member, paths, [...keys, name.toLowerCase()])]));
}

function leads([step, ...steps]: readonly PathStep[], [key, ...keys]: readonly (string | number)[]): boolean {
  if (step === undefined || key === undefined) return step === undefined && key === undefined;
  if ((step.key === undefined || step.key === key) && leads(steps, keys)) return true;
  return step.deep && leads([step, ...steps], keys);
}
