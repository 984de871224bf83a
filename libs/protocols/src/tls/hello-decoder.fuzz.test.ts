import { jest } from '@jest/globals';
import { ProxyError } from '@weir/core';
import { clientHello } from '@weir/testing';
import { HelloDecoder } from './hello-decoder.ts';
import { fuzzClientHello } from './hello-decoder.fuzz.ts';

afterEach(() => jest.restoreAllMocks());

test('answers with what the decoder says', () => {
  expect(fuzzClientHello(clientHello({ sni: 'a.example' }))).toMatchObject({ sni: 'a.example' });
  expect(fuzzClientHello(clientHello().subarray(0, 30))).toBe('more');
  expect(fuzzClientHello(Buffer.from('GET'))).toBeInstanceOf(ProxyError);
  expect(fuzzClientHello(clientHello(), 20)).toMatchObject({ code: 'limit-exceeded' });
});

test('fails where the decoder throws anything else', () => {
  jest.spyOn(HelloDecoder.prototype, 'push').mockImplementation(() => { throw new RangeError('a bug'); });
  expect(() => fuzzClientHello(clientHello())).toThrow(new RangeError('a bug'));
});

test('fails where the decoder depends on how its input is cut', () => {
  jest.spyOn(HelloDecoder.prototype, 'push').mockImplementation((chunk) => ({ alpn: [], versions: [chunk.length] }));
  expect(() => fuzzClientHello(clientHello())).toThrow(/depends on how its input is cut/);
});

test('fails where the decoder keeps more than it may', () => {
  jest.spyOn(HelloDecoder.prototype, 'push').mockImplementation(() => 'more');
  jest.spyOn(HelloDecoder.prototype, 'raw', 'get').mockReturnValue(new Uint8Array(101));
  expect(() => fuzzClientHello(clientHello(), 100)).toThrow(/keeps 101 bytes/);
});
