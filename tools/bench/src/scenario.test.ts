import { contestants } from './contestants/index.ts';
import { jobFor, originOf, scenarios, scenariosNamed } from './scenario.ts';

const origin = { http: 1080, https: 1443 };
const endpoint = { host: '127.0.0.1', port: 9 };
const load = { seconds: 1, connections: 2 };

test('names are unique, and every contestant named is there', () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  const known = contestants.map(({ name }) => name);
  for (const scenario of scenarios) expect(known).toEqual(expect.arrayContaining([...scenario.contestants]));
});

test('who is compared takes part', () => {
  for (const { comparisons = [], contestants: who } of scenarios) expect(who).toEqual(expect.arrayContaining(comparisons.flatMap(({ of, by }) => [of, by])));
});

test('all, or those that are named', () => {
  expect(scenariosNamed([])).toBe(scenarios);
  expect(scenariosNamed(['tcp-1k', 'capture']).map(({ name }) => name)).toEqual(['tcp-1k', 'capture']);
  expect(() => scenariosNamed(['tcp'])).toThrow(/no scenario tcp; there are: reverse-1k .*tcp-1k/);
});

test.each([
  ['reverse-1k', { way: { kind: 'direct', endpoint }, tls: false, authority: '127.0.0.1:1080', method: 'GET', path: '/1k', sends: 0, expects: { status: 200, bytes: 1024 }, connectEach: false }],
  ['regular-1k', { way: { kind: 'proxy', endpoint }, tls: false, authority: '127.0.0.1:1080' }],
  ['connect-tls-1k', { way: { kind: 'connect', endpoint }, tls: true, authority: 'localhost:1443' }],
  ['reverse-1m', { path: '/1m', expects: { status: 200, bytes: 1048576 } }],
  ['post-100k', { method: 'POST', path: '/post', sends: 102400, expects: { status: 200, bytes: 11 } }],
  ['new-tls-connections', { way: { kind: 'direct', endpoint }, tls: true, connectEach: true }],
  ['tcp-1k', { way: { kind: 'direct', endpoint }, tls: false, authority: '127.0.0.1:1080' }],
])('%s', (name, job) => {
  expect(jobFor(scenariosNamed([name])[0]!, origin, endpoint, load)).toMatchObject({ ...job, ...load });
});

test('the origin as a proxy is told it', () => {
  expect(originOf(scenariosNamed(['tls-1k'])[0]!, origin)).toEqual({ scheme: 'https', authority: '127.0.0.1:1443' });
  expect(originOf(scenariosNamed(['tcp-1k'])[0]!, origin)).toEqual({ scheme: 'http', authority: '127.0.0.1:1080' });
});
