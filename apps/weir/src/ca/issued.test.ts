import { wire } from '@weir/ca-api';
import { ConfigError } from '@weir/service';
import { issuanceJson, issuanceLine, sinceMs } from './issued.ts';

const issuance: wire.Issuance = {
  sequence: 7, time: Date.UTC(2026, 10, 30, 12), caller: 'regular', kind: wire.IssuanceKind.ISSUANCE_KIND_LEAF, names: ['a.example', 'b.example', 'c.example', 'd.example', '192.0.2.1'],
  serialNumber: '0AFF', notAfter: Date.UTC(2027, 5, 15, 12, 30), fingerprint: 'AA:BB', issuer: 'CC:DD',
};

test('a line for people', () => {
  expect(issuanceLine(issuance)).toBe('2026-11-30T12:00:00.000Z  regular       leaf          a.example b.example c.example and 2 more  until 2027-06-15T12:30Z  0AFF');
  expect(issuanceLine({ ...issuance, names: ['a.example'], kind: wire.IssuanceKind.ISSUANCE_KIND_CLIENT })).toContain('client        a.example  until');
});

test('an object for programs', () => {
  expect(issuanceJson(issuance)).toEqual({ ...issuance, kind: 'leaf', time: '2026-11-30T12:00:00.000Z', notAfter: '2027-06-15T12:30:00.000Z' });
  expect(issuanceJson({ ...issuance, kind: 9 as never })).toMatchObject({ kind: 'unknown' });
});

test('since a time, or so long ago, as flows are asked for', () => {
  expect([sinceMs('2026-11-30T12:00:00Z', 0), sinceMs('2026-11-30T13:00:00+01:00', 0)]).toEqual([issuance.time, issuance.time]);
  expect([sinceMs('15m', 3_600_000), sinceMs('-15m', 3_600_000), sinceMs('-1h', 3_600_000), sinceMs('1w', 3_600_000)]).toEqual([2_700_000, 2_700_000, 0, 0]);
  // UTC where it names no zone, wherever the command runs.
  expect([sinceMs('2026-11-30T12:00', 0), sinceMs('2026-11-30', 0)]).toEqual([issuance.time, issuance.time - 12 * 3_600_000]);
  expect(sinceMs('2026-11-30T12:00:00.0009Z', 0)).toBe(issuance.time);
});

test.each(['', 'yesterday', '-15', '15y', '2026', 'Nov 30, 2026'])('since %j, which is no time', (wrong) => {
  expect(() => sinceMs(wrong, 0)).toThrow(new ConfigError(`--since: ${JSON.stringify(wrong)} is no time: expected 2026-11-23T10:00:00Z, or 15m (s, m, h, d, w)`));
});
