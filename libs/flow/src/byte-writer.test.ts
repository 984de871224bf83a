import { BinaryReader } from '@bufbuild/protobuf/wire';
import { ByteWriter, varintBytes, writerFull } from './byte-writer.ts';

const bytes = 2 << 3 | 2;
const varint = 1 << 3;

function written(write: (writer: ByteWriter) => void): number[] {
  const writer = new ByteWriter(64, 1 << 20);
  write(writer);
  return [...writer.take()];
}

test.each([1, 127, 128, 300, 2 ** 21, 2 ** 28 - 1, 2 ** 28, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 35 - 1, Number.MAX_SAFE_INTEGER])('%d as another reader reads it', (value) => {
  const reader = new BinaryReader(Uint8Array.from(written((writer) => writer.number(varint, value))));
  expect(reader.tag()).toEqual([1, 0]);
  expect(Number(reader.uint64())).toBe(value);
  expect(reader.pos).toBe(reader.len);
});

test('what is the default is left out', () => {
  expect(written((writer) => {
    for (const value of [0, -1, NaN, 0.5]) writer.number(varint, value);
    writer.bytes(bytes, new Uint8Array(0));
    writer.pieces(bytes, [], 0);
    writer.octets(bytes, '');
    writer.text(bytes, '');
    writer.text(bytes, undefined);
  })).toEqual([]);
});

test('fractions are cut off; what is beyond a safe integer is the largest one', () => {
  expect(written((writer) => writer.number(varint, 5.9))).toEqual([varint, 5]);
  expect(written((writer) => writer.number(varint, 2 ** 60))).toEqual(written((writer) => writer.number(varint, Number.MAX_SAFE_INTEGER)));
});

test('bytes whole and in pieces are the same', () => {
  const whole = written((writer) => writer.bytes(bytes, Buffer.from('abcdef')));
  expect(whole).toEqual([bytes, 6, ...Buffer.from('abcdef')]);
  expect(written((writer) => writer.pieces(bytes, [Buffer.from('ab'), Buffer.from('cdef')], 6))).toEqual(whole);
});

test.each([1, 23, 24, 25, 200])('%d octets: latin1, whichever way is taken', (length) => {
  const text = 'é'.repeat(length);
  expect(written((writer) => writer.octets(bytes, text)).slice(-length)).toEqual([...Buffer.from(text, 'latin1')]);
});

test('text is UTF-8; half a pair is the replacement character', () => {
  for (const text of ['plain', 'é€', `${'x'.repeat(200)}日`, 'a\ud800b', '\u{1f600}']) {
    const reader = new BinaryReader(Uint8Array.from(written((writer) => writer.text(bytes, text))));
    reader.tag();
    expect(reader.string()).toBe(Buffer.from(text, 'utf8').toString('utf8'));
  }
});

test.each([[0, 1], [127, 1], [128, 1], [128, 2], [20_000, 1], [100, 3]])('a message of %d bytes in a place kept free for a length of %d', (length, lengthBytes) => {
  const content = Buffer.alloc(length, 7);
  const made = Uint8Array.from(written((writer) => {
    writer.raw(Buffer.of(9));
    const start = writer.open(bytes, lengthBytes);
    writer.raw(content);
    writer.close(start, lengthBytes);
    writer.number(varint, 1);
  }));
  const reader = new BinaryReader(made);
  reader.pos = 1;
  expect(reader.tag()).toEqual([2, 2]);
  expect(Buffer.from(reader.bytes()).equals(content)).toBe(true);
  expect([...made.subarray(reader.pos)]).toEqual([varint, 1]);
});

test('it grows to its bound and says so there; what was written before stays', () => {
  const writer = new ByteWriter(1024, 4096);
  for (let n = 0; n < 4; n++) writer.raw(new Uint8Array(1000));
  expect(() => writer.raw(new Uint8Array(1000))).toThrow(writerFull);
  expect(writer.length).toBe(4000);
  expect(writer.take()).toHaveLength(4000);
  expect(writer.length).toBe(0);
});

test('what is taken is never written over', () => {
  const writer = new ByteWriter(1024, 4096);
  writer.raw(Buffer.from('first'));
  const first = writer.take();
  writer.raw(Buffer.from('other'));
  expect(String(Buffer.from(first))).toBe('first');
});

test.each([0, 1, 4095, 4096, 4097, 70_000])('%d bytes are copied whole, into shared memory too, of any kind', (length) => {
  const content = Uint8Array.from({ length }, (_, at) => at * 7);
  for (const allocate of [undefined, (bytes: number) => new Uint8Array(new SharedArrayBuffer(bytes))]) {
    const writer = new ByteWriter(1024, 1 << 20, allocate);
    writer.raw(content);
    writer.bytes(0x0a, Buffer.from(content));
    writer.pieces(0x0a, [content, content.subarray(1)], Math.max(0, 2 * length - 1));
    const taken = Buffer.from(writer.take());
    const expected = length === 0 ? 0 : length + 1 + varintBytes(length) + length + 1 + varintBytes(2 * length - 1) + 2 * length - 1;
    expect([taken.length, taken.subarray(0, length).equals(content), taken.subarray(taken.length - Math.max(0, length - 1)).equals(content.subarray(1))]).toEqual([expected, true, true]);
  }
});

test('truncate forgets', () => {
  expect(written((writer) => {
    writer.raw(Buffer.of(1, 2));
    writer.raw(Buffer.of(3));
    writer.truncate(1);
  })).toEqual([1]);
});

test('bytes of a varint', () => {
  expect([0, 127, 128, 16_383, 16_384, 2 ** 21 - 1, 2 ** 21, 2 ** 28 - 1, 2 ** 28].map(varintBytes)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5]);
});

test('a slab that is more than half full is handed over, and used again when it is given back', () => {
  const writer = new ByteWriter(4096, 1 << 20);
  const write = (length: number): Uint8Array => {
    writer.raw(Buffer.alloc(length, 'x'));
    return writer.take();
  };
  const large = write(3000);
  expect([large.length, large.byteOffset, large.buffer.byteLength]).toEqual([3000, 0, 4096]);
  const next = write(3000);
  expect(next.buffer).not.toBe(large.buffer);
  writer.giveBack(large.buffer);
  // The slab that is filled now was made before.
  write(3000);
  expect(write(3000).buffer).toBe(large.buffer);
});

test('less than that is copied into a smaller piece, which is used again too', () => {
  const writer = new ByteWriter(4096, 1 << 20);
  const write = (length: number): Uint8Array => {
    writer.raw(Buffer.alloc(length, length));
    return writer.take();
  };
  const small = write(1500);
  expect([small.length, small.byteOffset, small.buffer.byteLength, small.every((byte) => byte === 1500 % 256)]).toEqual([1500, 0, 2048, true]);
  expect(write(1500).buffer).not.toBe(small.buffer);
  writer.giveBack(small.buffer);
  expect(write(1700).buffer).toBe(small.buffer);
});

test('a slab that has grown is not kept', () => {
  const writer = new ByteWriter(1024, 1 << 20);
  writer.raw(Buffer.alloc(5000));
  const grown = writer.take();
  expect(grown.length).toBe(5000);
  writer.giveBack(grown.buffer);
  for (let i = 0; i < 3; i++) {
    writer.raw(Buffer.alloc(600));
    expect(writer.take().buffer.byteLength).toBe(1024);
  }
  writer.raw(Buffer.alloc(5000));
  writer.truncate(600);
  expect(writer.take().buffer.byteLength).toBe(1024);
});

test('the slab that it has outgrown is used again', () => {
  let made = 0;
  const writer = new ByteWriter(4096, 1 << 20, (bytes) => {
    made++;
    return new Uint8Array(bytes);
  });
  for (const length of [1000, 20_000]) writer.raw(Buffer.alloc(length));
  expect([writer.take().length, made]).toEqual([21_000, 2]);
  writer.raw(Buffer.alloc(3000));
  expect([writer.take().length, made]).toEqual([3000, 3]);
});

test('all its memory is made by who is asked to', () => {
  const writer = new ByteWriter(1024, 1 << 20, (bytes) => new Uint8Array(new SharedArrayBuffer(bytes)));
  for (const length of [10, 700, 5000]) {
    writer.raw(Buffer.alloc(length, 'x'));
    const taken = writer.take();
    expect([taken.length, taken.buffer instanceof SharedArrayBuffer]).toEqual([length, true]);
  }
});
