import {
  bitString, bitsOf, bytesOf, children, content, decode, decodeStrictly, dottedOid, encode, integer, isInteger, isSequence, isTagged, nothing, octets, oid, sequence, tagged, textOf, time, utf8String, yes,
} from './asn1.ts';

const hex = (node: ReturnType<typeof sequence>): string => encode(node).toString('hex');

test.each([
  ['a sequence', sequence(integer('\x02'), nothing(), yes()), '3008020102' + '0500' + '0101ff'],
  ['an OID of two-octet arcs', oid('1.2.840.113549.1.1.11'), '06092a864886f70d01010b'],
  ['a bit string with one bit unused', bitString('\x06', 1), '03020106'],
  ['text beyond ASCII', utf8String('ü'), '0c02c3bc'],
  ['an implicit tag', tagged(2, 'a.b'), '8203612e62'],
  ['an explicit tag', tagged(0, [integer('\x02')]), 'a003020102'],
  ['a long length', tagged(2, 'a'.repeat(200)), `8281c8${'61'.repeat(200)}`],
])('%s is encoded as DER', (_, node, expected) => {
  expect(hex(node)).toBe(expected);
});

test('times are UTCTime until 2049 and GeneralizedTime from 2050 on', () => {
  expect(bytesOf(content(time(Date.UTC(2049, 11, 31, 23, 59, 59, 999)))).toString()).toBe('491231235959Z');
  expect(hex(time(Date.UTC(2050, 0, 1)))).toBe(`180f${Buffer.from('20500101000000Z').toString('hex')}`);
});

test('what was encoded is read back, and encoded again to the same octets', () => {
  const node = sequence(oid('2.5.4.3'), utf8String('Bücher'), bitString('\x00\xff', 3), tagged(7, octets(Buffer.from([127, 0, 0, 1]))));
  const read = decode(encode(node));
  const [id, text, , address] = children(read);
  expect([dottedOid(id), textOf(text), isTagged(address!, 7), content(address)]).toEqual(['2.5.4.3', 'Bücher', true, '\x7f\0\0\x01']);
  expect(encode(read)).toEqual(encode(node));
});

test('more than one value, or less, is refused', () => {
  expect(() => decode(Buffer.from('02010202', 'hex'))).toThrow();
  expect(() => decode(Buffer.from('0202', 'hex'))).toThrow();
});

test.each([
  ['a length in a longer form', '3081020500'],
  ['a length with a zero in front', '308200020500'],
  ['an indefinite length', '308005000000'],
  ['an integer with a zero in front', '02020001'],
])('%s is BER, not DER', (_, bytes) => {
  expect(() => decodeStrictly(Buffer.from(bytes, 'hex'))).toThrow();
});

test('DER is read strictly too', () => {
  expect(children(decodeStrictly(Buffer.from('30020500', 'hex')))).toHaveLength(1);
});

test('types are told apart', () => {
  const nodes = [sequence(), integer('\x01'), bitString('a'), tagged(0, []), tagged(2, 'a'), undefined];
  expect(nodes.map(isSequence)).toEqual([true, false, false, false, false, false]);
  expect(nodes.map(isInteger)).toEqual([false, true, false, false, false, false]);
  expect(nodes.map((node) => bitsOf(node)?.toString())).toEqual([undefined, undefined, 'a', undefined, undefined, undefined]);
  expect(bitsOf(bitString('a', 1))).toBeUndefined();
  expect([dottedOid(integer('\x2a')), dottedOid(tagged(6, 'a')), dottedOid(undefined)]).toEqual(['', '', '']);
});
