import { writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { subjectName } from '@weir/x509';
import { parsePolicy, PolicyError, readPolicy, type Policy } from './policy.ts';

const token = 'a'.repeat(20);

function policy(text: string, never: readonly string[] = []): Policy {
  return parsePolicy(text, 'policy.yaml', { never });
}

test('callers by name and by service account, with what they may have', () => {
  const each = policy(`
callers:
  - { name: regular, serviceAccount: weir/regular, names: ["*"], except: [secret.example], delegate: 12 }
  - { name: auditor, token: ${token}, audit: true }
never: [weir.internal]
`, ['ca.weir.svc']);
  const regular = each.named('regular')!;
  expect(each.ofAccount('weir/regular')).toBe(regular);
  expect(each.ofAccount('other/regular')).toBeUndefined();
  expect(each.reviewsTokens).toBe(true);
  expect(regular).toMatchObject({ delegateMs: 43_200_000, audit: false, rotate: false, token: undefined });
  expect(each.named('auditor')).toMatchObject({ token, audit: true, delegateMs: 0 });
  const permitted = (name: string): boolean => each.permits(regular, subjectName(name)!);
  expect(['example.com', '*.example.com', '10.0.0.1'].map(permitted)).toEqual([true, true, true]);
  expect(['secret.example', 'a.secret.example', '*.example', 'weir.internal', 'ca.weir.svc', '*.weir.svc', 'kubernetes.default.svc', '*.default.svc'].map(permitted)).toEqual(Array(8).fill(false));
  expect(each.permits(each.named('auditor')!, subjectName('example.com')!)).toBe(false);
});

test('an intermediate is constrained to the same', () => {
  const each = policy('{ callers: [{ name: a, names: [example.com, 10.0.0.0/8], except: [.x.example.com] }, { name: b, names: ["*"] }], never: [weir.internal, a.ca.example] }', ['ca']);
  expect(each.constraints(each.named('a')!)).toEqual({
    permitted: ['10.0.0.0/8', 'example.com'],
    // *.default.svc is good for kubernetes.default.svc: what wildcards could stand for is excluded as a whole.
    excluded: ['x.example.com', 'weir.internal', 'ca.example', 'ca', 'kubernetes', 'kubernetes.default', 'default.svc', 'default.svc.cluster.local'],
  });
  expect(each.constraints(each.named('b')!).permitted).toEqual([]);
});

test('a token in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-policy-'));
  try {
    const [secret, file] = [join(folder, 'token'), join(folder, 'policy.yaml')];
    writeFileSync(secret, `${token}\n`);
    writeFileSync(file, `callers: [{ name: a, token: "@${secret}" }]`);
    expect(readPolicy(file, { never: [] }).named('a')!.token).toBe(token);
    rmSync(secret);
    expect(() => readPolicy(file, { never: [] })).toThrow(/callers\.0 \(a\): token: cannot read/);
    rmSync(file);
    expect(() => readPolicy(file, { never: [] })).toThrow(/policy\.yaml: cannot be read/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ['no YAML', '{', /^policy\.yaml: /],
  ['nothing', '', /^policy\.yaml: /],
  ['no callers', '{}', /callers: /],
  ['a word that is not known', '{ callers: [{ name: a, nmaes: ["*"] }] }', /callers\.0: .*nmaes/],
  ['a wrong name', '{ callers: [{ name: "A B" }] }', /callers\.0\.name: expected lower-case/],
  ['a wrong account', '{ callers: [{ name: a, serviceAccount: regular }] }', /callers\.0\.serviceAccount: expected NAMESPACE\/NAME/],
  ['a wrong rule', '{ callers: [{ name: a, names: ["*.example.com"] }] }', /callers\.0\.names: "\*\.example\.com": expected/],
  ['a wrong exception', '{ callers: [{ name: a, except: [1.2.3.4/99] }] }', /callers\.0\.except: /],
  ['a wrong never', '{ callers: [], never: ["a b"] }', /never: "a b"/],
  ['a longer delegation', '{ callers: [{ name: a, delegate: 25 }] }', /callers\.0\.delegate: .*at most 24/],
  ['a delegation that cannot be constrained', '{ callers: [{ name: a, names: [.example.com], delegate: 1 }] }', /without the point/],
  ['a delegation without names, which would be one of all', '{ callers: [{ name: a, delegate: 1 }] }', /no names to delegate/],
  ['host bits in a network', '{ callers: [{ name: a, names: [10.1.2.3/8] }] }', /callers\.0\.names: "10\.1\.2\.3\/8": expected/],
  ['an IPv4 network in IPv6', '{ callers: [{ name: a, except: ["::ffff:10.0.0.0/104"] }] }', /expected/],
  ['never all', '{ callers: [], never: ["*"] }', /never: \* would leave nothing/],
  ['a path in place of a token', '{ callers: [{ name: a, token: /run/secrets/regular-token }] }', /is a path: write @ before it/],
  ['a token with spaces', '{ callers: [{ name: a, token: correct horse battery staple }] }', /holds spaces/],
  ['a longer name', `{ callers: [{ name: ${'a'.repeat(46)} }] }`, /at most 45/],
  ['a delegation of nothing', '{ callers: [{ name: a, names: ["*"], except: ["*"], delegate: 1 }] }', /leaves nothing/],
  ['a token that can be guessed', '{ callers: [{ name: a, token: short }] }', /shorter than 20/],
  ['two of a name', '{ callers: [{ name: a }, { name: a }] }', /two callers with the same name a/],
  ['two of an account', '{ callers: [{ name: a, serviceAccount: w/a }, { name: b, serviceAccount: w/a }] }', /same serviceAccount w\/a/],
])('%s is refused', (_, text, expected) => {
  expect(() => policy(text)).toThrow(PolicyError);
  expect(() => policy(text)).toThrow(expected);
});

test('a secret that YAML takes for a key is not shown', () => {
  expect(() => policy('{ callers: [{ name: a, token:S3CRET-0123456789012345 }] }')).toThrow('policy.yaml: callers.0: token: there is no such key, or no space after its colon');
});

test('two with one token are refused, without the token', () => {
  const text = `{ callers: [{ name: a, token: ${token} }, { name: b, token: ${token} }] }`;
  expect(() => policy(text)).toThrow('policy.yaml: two callers with the same token, one of them b');
});
