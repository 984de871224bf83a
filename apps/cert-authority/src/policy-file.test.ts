import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@weir/service';
import { PolicyFile } from './policy-file.ts';

let folder: string;
let events: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-policy-'));
  events = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const log = { event: (_: string, name: string): void => void events.push(name) };

/** As Kubernetes changes a volume: by a link that points elsewhere. */
function put(text: string): string {
  const file = join(folder, `policy-${Math.random()}`);
  writeFileSync(file, text);
  symlinkSync(file, join(folder, 'link'));
  renameSync(join(folder, 'link'), join(folder, 'policy.yaml'));
  return join(folder, 'policy.yaml');
}

test('read again when it changes; a wrong one leaves that of before', () => {
  const policy = new PolicyFile(put('callers: [{ name: a }]'), { never: [] }, log);
  policy.reload();
  put('callers: [{ name: b }]');
  policy.reload();
  expect([policy.current.named('a'), policy.current.named('b')?.name]).toEqual([undefined, 'b']);
  put('callers: nobody');
  policy.reload();
  policy.reload();
  expect(policy.current.named('b')?.name).toBe('b');
  rmSync(join(folder, 'policy.yaml'));
  policy.reload();
  expect(events).toEqual(['policy', 'policy-refused', 'policy-refused']);
  put('callers: [{ name: c }]');
  policy.reload();
  expect(policy.current.named('c')?.name).toBe('c');
});

test('a token that changes in its file counts from then on; one that comes later than the policy is found', () => {
  const secret = join(folder, 'token');
  writeFileSync(secret, 'a'.repeat(20));
  const policy = new PolicyFile(put(`callers: [{ name: a, token: "@${secret}" }]`), { never: [] }, log);
  writeFileSync(secret, 'b'.repeat(24));
  policy.reload();
  expect(policy.current.named('a')!.token).toBe('b'.repeat(24));
  put(`callers: [{ name: b, token: "@${join(folder, 'later')}" }]`);
  policy.reload();
  policy.reload();
  writeFileSync(join(folder, 'later'), 'c'.repeat(24));
  policy.reload();
  expect(policy.current.named('b')!.token).toBe('c'.repeat(24));
  expect(events).toEqual(['policy', 'policy-refused', 'policy']);
});

test('at the start a wrong one is an error of the configuration', () => {
  expect(() => new PolicyFile(join(folder, 'none'), { never: [] }, log)).toThrow(ConfigError);
  expect(() => new PolicyFile(put('{'), { never: [] }, log)).toThrow(/^--ca-policy: /);
});
