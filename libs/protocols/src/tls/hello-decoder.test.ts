import { clientHello, clientHelloMessage, tlsRecords } from '@weir/testing';
import { HelloDecoder } from './hello-decoder.ts';

test('waits for the whole, keeps all bytes as they came', () => {
  const decoder = new HelloDecoder(1000);
  const bytes = Buffer.concat([tlsRecords(clientHelloMessage({ sni: 'a.example' }), 10), Buffer.from('what follows')]);
  expect(decoder.push(bytes.subarray(0, 20))).toBe('more');
  expect(decoder.push(bytes.subarray(20))).toMatchObject({ sni: 'a.example' });
  expect(bytes.equals(decoder.raw)).toBe(true);
});

test('tells at once what can never become one', () => {
  expect(() => new HelloDecoder(1000).push(Buffer.from('G'))).toThrow(/not a handshake record/);
  expect(() => new HelloDecoder(1000).push(Buffer.from([22, 2, 0, 0, 1]))).toThrow(/no version of TLS/);
});

test('a hello of exactly the bound is one, a byte more is not', () => {
  const bytes = clientHello();
  expect(new HelloDecoder(bytes.length).push(bytes)).toMatchObject({ alpn: [] });
  expect(() => new HelloDecoder(bytes.length - 1).push(bytes)).toThrow(/too long/);
});

test('a record that would begin beyond the bound is not waited for', () => {
  const half = tlsRecords(clientHelloMessage(), 40).subarray(0, 45);
  const decoder = new HelloDecoder(49);
  expect(() => decoder.push(half)).toThrow(/too long/);
  expect(new HelloDecoder(50).push(half)).toBe('more');
});
