import { ulidBytes, ulidText, UlidSource } from './ulid.ts';

const zeros = (into: Uint8Array): void => void into.fill(0);
const ones = (into: Uint8Array): void => void into.fill(255);

describe('UlidSource', () => {
  test('writes the milliseconds first, then what random gave, its top bit cleared', () => {
    const id = new UlidSource(ones).next(0x0123456789ab);
    expect(Buffer.from(id).toString('hex')).toBe('0123456789ab7fffffffffffffffffff');
  });

  test('ascends within a millisecond, over a clock that goes backwards, and with fractions', () => {
    const source = new UlidSource((into) => void into.fill(0xff, 5));
    let before = '';
    for (const now of [1000, 1000, 1000.7, 999, 5, 1001, 1001, 0, 2000]) {
      const text = ulidText(source.next(now));
      expect(text > before).toBe(true);
      before = text;
    }
  });

  test('carries over bytes when it counts on', () => {
    const source = new UlidSource(ones);
    source.next(1);
    expect(Buffer.from(source.next(1)).toString('hex')).toBe('00000000000180000000000000000000');
  });

  test('asks for randomness once a millisecond, and gives an array of its own each time', () => {
    let calls = 0;
    const source = new UlidSource((into) => {
      calls++;
      into.fill(7);
    });
    const first = source.next(10);
    const second = source.next(10);
    expect(calls).toBe(1);
    expect(first).not.toEqual(second);
    expect(first.buffer.byteLength).toBe(16);
    source.next(11);
    expect(calls).toBe(2);
  });

  test('time beyond 48 bits stays at its end', () => {
    expect(ulidText(new UlidSource(zeros).next(2 ** 60)).slice(0, 10)).toBe('7ZZZZZZZZZ');
  });
});

describe('text', () => {
  test('is that of the specification', () => {
    expect(ulidText(new UlidSource(zeros).next(1469918176385))).toBe('01ARYZ6S410000000000000000');
    expect(ulidText(new Uint8Array(16).fill(255))).toBe('7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
    expect(ulidText(new Uint8Array(16))).toBe('0'.repeat(26));
  });

  test('goes there and back, in either case', () => {
    let seed = 1;
    for (let n = 0; n < 200; n++) {
      const bytes = Uint8Array.from({ length: 16 }, () => (seed = (seed * 48271) % 2147483647) & 255);
      const text = ulidText(bytes);
      expect(ulidBytes(text)).toEqual(bytes);
      expect(ulidBytes(text.toLowerCase())).toEqual(bytes);
    }
  });

  test.each(['', '0'.repeat(25), '0'.repeat(27), `8${'0'.repeat(25)}`, `0I${'0'.repeat(24)}`, `0${'0'.repeat(24)}é`, `${'0'.repeat(25)}-`])(
    'refuses %j', (text) => {
      expect(ulidBytes(text)).toBeUndefined();
    });
});
