import { ProxyError } from '@weir/core';
import { credentialsReply, methodReply, readCredentials, readMethods, readRequest, reply, type Read } from './codec.ts';
import { BIND, CONNECT, UDP_ASSOCIATE } from './numbers.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

/** Of each beginning it is `more`; of the whole, and of the whole with more behind it, the value. */
function read<T>(text: string, reader: (bytes: Uint8Array) => Read<T>): T {
  for (let length = 0; length < text.length; length++) expect(reader(bytes(text.slice(0, length)))).toBe('more');
  const whole = reader(bytes(text));
  expect(whole).toEqual(reader(bytes(`${text}more`)));
  if (whole === 'more') throw new Error('still more');
  expect(whole.length).toBe(text.length);
  return whole.value;
}

/** Its last byte makes it wrong: until then it is `more`, whatever follows changes nothing. */
function wrong(text: string, reader: (bytes: Uint8Array) => unknown): ProxyError {
  for (let length = 0; length < text.length; length++) expect(reader(bytes(text.slice(0, length)))).toBe('more');
  for (const longer of [text, `${text}${'\0'.repeat(300)}`]) expect(() => reader(bytes(longer))).toThrow(ProxyError);
  try {
    reader(bytes(text));
  } catch (error) {
    return error as ProxyError;
  }
  throw new Error('unreachable');
}

describe('methods', () => {
  test.each([['\x05\x01\x00', [0]], ['\x05\x02\x00\x02', [0, 2]], ['\x05\x03\x02\x01\x80', [2, 1, 128]], ['\x05\x00', []]])('%j', (text, methods) => {
    expect([...read(text, readMethods)]).toEqual(methods);
  });

  test('255 of them', () => {
    expect(read(`\x05\xff${'\x02'.repeat(255)}`, readMethods)).toHaveLength(255);
  });

  test.each([
    ['\x04', /SOCKS4/], ['\x16', /TLS/], ['G', /HTTP/], ['C', /HTTP/], ['p', /HTTP/], ['\x00', /0x00/], ['\xff', /0xff/], ['[', /0x5b/], ['{', /0x7b/],
  ])('%j is guessed at', (text, message) => {
    expect(wrong(text, readMethods)).toMatchObject({ code: 'protocol-violation', status: undefined, message: expect.stringMatching(message) });
  });
});

describe('credentials', () => {
  test.each([
    ['\x01\x01u\x01p', 'u', 'p'], ['\x01\x04user\x08pass:w\x00d', 'user', 'pass:w\0d'], ['\x01\x02\xc3\xbc\x02\xc3\xbc', 'ü', 'ü'], ['\x01\x01\xfc\x01\xfc', 'ü', 'ü'],
    [`\x01\xff${'u'.repeat(255)}\xff${'p'.repeat(255)}`, 'u'.repeat(255), 'p'.repeat(255)],
  ])('%j', (text, user, password) => {
    expect(read(text, readCredentials)).toEqual({ user, password });
  });

  test.each([['\x05', /version/], ['\x00', /version/], ['\x01\x00', /user name is empty/], ['\x01\x01u\x00', /password is empty/]])('%j is wrong', (text, message) => {
    expect(wrong(text, readCredentials)).toMatchObject({ code: 'protocol-violation', message: expect.stringMatching(message) });
  });
});

describe('request', () => {
  test.each([
    ['\x05\x01\x00\x01\xc0\x00\x02\x01\x00\x50', CONNECT, '192.0.2.1', 80],
    ['\x05\x01\x00\x03\x09a.example\x01\xbb', CONNECT, 'a.example', 443],
    ['\x05\x01\x00\x03\x01a\xff\xff', CONNECT, 'a', 65_535],
    ['\x05\x01\x00\x03\x0a127.0.0.53\x00\x35', CONNECT, '127.0.0.53', 53],
    ['\x05\x01\x00\x03\x03::1\x00\x50', CONNECT, '::1', 80],
    [`\x05\x01\x00\x04\x20\x01\x0d\xb8${'\0'.repeat(11)}\x01\x00\x50`, CONNECT, '2001:db8::1', 80],
    [`\x05\x01\x00\x04${'\0'.repeat(10)}\xff\xff\x7f\x00\x00\x01\x00\x50`, CONNECT, '127.0.0.1', 80],
    ['\x05\x02\x00\x01\xc0\x00\x02\x01\x00\x15', BIND, '192.0.2.1', 21],
    ['\x05\x03\x00\x01\0\0\0\0\0\0', UDP_ASSOCIATE, '0.0.0.0', 0],
    [`\x05\x01\x00\x03\xfd${'a.'.repeat(126)}a\x00\x50`, CONNECT, `${'a.'.repeat(126)}a`, 80],
  ])('%j', (text, command, host, port) => {
    expect(read(text, readRequest)).toEqual({ command, address: { host, port } });
  });

  test.each([
    ['\x04', 'protocol-violation', 1], ['\x05\x00', 'protocol-violation', 7], ['\x05\x04', 'protocol-violation', 7], ['\x05\xf0', 'protocol-violation', 7],
    ['\x05\x01\x01', 'protocol-violation', 1], ['\x05\x01\x00\x00', 'protocol-violation', 8], ['\x05\x01\x00\x02', 'protocol-violation', 8], ['\x05\x01\x00\x05', 'protocol-violation', 8],
    ['\x05\x01\x00\x03\x00', 'destination-unknown', 1],
    ['\x05\x01\x00\x03\x03a b\x00\x50', 'destination-unknown', 4], ['\x05\x01\x00\x03\x03a\0b\x00\x50', 'destination-unknown', 4], ['\x05\x01\x00\x03\x05[::1]\x00\x50', 'destination-unknown', 4],
    ['\x05\x01\x00\x03\x05127.1\x00\x50', 'destination-unknown', 4], ['\x05\x01\x00\x03\x06a:8080\x00\x50', 'destination-unknown', 4],
    [`\x05\x01\x00\x03\xff${'a.'.repeat(127)}a\x00\x50`, 'destination-unknown', 4],
  ])('%j is %s, answered with %i', (text, code, status) => {
    expect(wrong(text, readRequest)).toMatchObject({ code, status });
  });
});

test('answers, byte for byte', () => {
  expect(methodReply(2)).toEqual(Uint8Array.of(5, 2));
  expect(methodReply(undefined)).toEqual(Uint8Array.of(5, 0xff));
  expect(credentialsReply(true)).toEqual(Uint8Array.of(1, 0));
  expect(credentialsReply(false)).toEqual(Uint8Array.of(1, 1));
  expect(reply(4)).toEqual(Uint8Array.of(5, 4, 0, 1, 0, 0, 0, 0, 0, 0));
  expect(reply(0, { host: '192.0.2.1', port: 0x1234 })).toEqual(Uint8Array.of(5, 0, 0, 1, 192, 0, 2, 1, 0x12, 0x34));
  expect(reply(0, { host: '::1', port: 80 })).toEqual(Uint8Array.of(5, 0, 0, 4, ...new Array<number>(15).fill(0), 1, 0, 80));
  expect(reply(0, { host: 'localhost', port: 80 })).toEqual(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
});
