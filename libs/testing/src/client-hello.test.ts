import { clientHello, clientHelloMessage, tlsRecords, tlsVector } from './index.ts';

test('a vector has its length in front (RFC 8446, 3.4)', () => {
  expect(tlsVector(2, Buffer.from('ab'), Buffer.from('c')).toString('latin1')).toBe('\0\x03abc');
  expect(tlsVector(1).toString('latin1')).toBe('\0');
});

test('a message is cut into records', () => {
  expect(tlsRecords(Buffer.from('abc'), 2).toString('latin1')).toBe('\x16\x03\x01\0\x02ab\x16\x03\x01\0\x01c');
});

test('a hello says what it is asked to, and lengths fit', () => {
  const message = clientHelloMessage({ sni: 'a.example', alpn: ['h2'], versions: [0x0304], extensions: [[5, Buffer.from('x')]] });
  expect(message[0]).toBe(1);
  expect(message.readUIntBE(1, 3)).toBe(message.length - 4);
  for (const part of ['\0\0\0\x0e\0\x0c\0\0\x09a.example', '\0\x10\0\x05\0\x03\x02h2', '\0\x2b\0\x03\x02\x03\x04', '\0\x05\0\x01x']) expect(message.toString('latin1')).toContain(part);
  expect(clientHello().subarray(5)).toEqual(clientHelloMessage());
});
