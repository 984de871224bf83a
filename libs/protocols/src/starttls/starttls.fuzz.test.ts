import { seeded } from '@weir/testing';
import { refusals, upgrades, type Line } from '../../test/starttls.ts';
import { fuzzStartTls } from './starttls.fuzz.ts';

const encode = (lines: readonly Line[]) => Buffer.concat(lines.map(([side, text]) => Buffer.from(`${String.fromCharCode((text.length << 1) | side)}${text}`, 'latin1')));
const seeds = Object.values({ ...upgrades, ...refusals }).map((lines) => encode([...lines, [0, '\x16\x03\x01\x00\x05hello'], [1, 'x']]));

test('each dialogue, and each with some of its bytes changed', () => {
  const next = seeded(20261125);
  for (const seed of seeds) {
    fuzzStartTls(seed);
    for (let run = 0; run < 300; run++) {
      const changed = Buffer.from(seed);
      for (let count = next(4); count >= 0; count--) changed[next(changed.length)] = next(256);
      fuzzStartTls(changed);
    }
  }
});

test('any dialogue at all', () => {
  const next = seeded(7);
  for (let run = 0; run < 2000; run++) fuzzStartTls(Uint8Array.from({ length: next(80) }, () => next(256)));
});
