import { RefusedCalls } from './refused-calls.ts';

const call = { code: 'PERMISSION_DENIED', method: 'IssueLeaf', address: '192.0.2.1', reason: 'regular may not have a certificate for a.example' };

test('all are counted; of an address and a code one is told a minute', () => {
  const lines: string[] = [];
  let now = 0;
  const refused = new RefusedCalls({ event: (_level, _name, _fields, message) => void lines.push(message) }, () => now);
  for (let i = 0; i < 1_000; i++) refused.add(call);
  refused.add({ ...call, code: 'UNAUTHENTICATED', reason: 'no credentials' });
  expect(lines).toEqual(['IssueLeaf of 192.0.2.1: PERMISSION_DENIED: regular may not have a certificate for a.example', 'IssueLeaf of 192.0.2.1: UNAUTHENTICATED: no credentials']);
  now = 60_000;
  refused.add(call);
  expect(lines).toHaveLength(3);
  expect(refused.counts).toEqual({ PERMISSION_DENIED: 1_001, UNAUTHENTICATED: 1 });
});

test('many addresses do not fill the log', () => {
  let lines = 0;
  const refused = new RefusedCalls({ event: () => void lines++ }, () => 0);
  for (let i = 0; i < 1_000; i++) refused.add({ ...call, address: `192.0.2.${i}` });
  expect([lines, refused.counts]).toEqual([100, { PERMISSION_DENIED: 1_000 }]);
});
