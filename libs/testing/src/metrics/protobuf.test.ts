import { double, messages, number, readMessage, text } from './protobuf.ts';

test('varints, fixed64, texts, messages within messages, repeated fields', () => {
  const bytes = Uint8Array.of(
    0x08, 0xac, 0x02, // 1: 300
    0x11, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, // 2: 1.5
    0x1a, 2, 0x68, 0x69, // 3: "hi"
    0x22, 2, 0x08, 1, 0x22, 2, 0x08, 2, // 4: { 1: 1 } and { 1: 2 }
    0x28, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, // 5: -1
  );
  const message = readMessage(bytes);
  expect([number(message, 1), double(message, 2), text(message, 3), number(message, 5)]).toEqual([300, 1.5, 'hi', -1]);
  expect(messages(message, 4).map((each) => number(each, 1))).toEqual([1, 2]);
  expect([number(message, 9), double(message, 9), text(message, 9), text(undefined, 1), messages(message, 9)]).toEqual([undefined, undefined, '', '', []]);
});

test.each([[[0x08]], [[0x08, 0x80]], [[0x11, 0]], [[0x1a, 5, 0x68]], [[0x0d, 0, 0, 0, 0]]])('%j is refused', (bytes) => {
  expect(() => readMessage(Uint8Array.from(bytes))).toThrow();
});
