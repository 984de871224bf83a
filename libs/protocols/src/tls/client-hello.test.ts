import { ProxyError } from '@weir/core';
import { clientHello, clientHelloMessage, tlsRecords, tlsVector } from '@weir/testing';
import { fixture } from '../../test/fixture.ts';
import { isGrease } from './client-hello.ts';
import { fuzzClientHello } from './hello-decoder.fuzz.ts';
import { HelloDecoder } from './hello-decoder.ts';

const fixtures = {
  'openssl-3.0.19-s_client': { sni: 'openssl.example', alpn: ['mqtt', 'x-custom'], versions: [0x0304, 0x0303] },
  'openssl-3.0.19-s_client-tls1_2-noservername': { alpn: [], versions: [0x0303] },
  'curl-7.88.1': { sni: 'curl.example', alpn: ['h2', 'http/1.1'], versions: [0x0304, 0x0303] },
  'node-24.21.0-openssl-3.5-mlkem': { sni: 'node.example', alpn: ['h2', 'http/1.1'], versions: [0x0304, 0x0303] },
  'node-20.20.2': { sni: 'node.example', alpn: ['http/1.1'], versions: [0x0304, 0x0303] },
  'openssl-3.0.22-s_client-tls1_3': { sni: 'openssl.example', alpn: ['h2'], versions: [0x0304] },
  'openssl-3.0.22-s_client-tls1_1': { sni: 'openssl.example', alpn: [], versions: [0x0302] },
  'wget-1.21.3-gnutls-3.7.9': { sni: 'localhost', alpn: [], versions: [0x0304, 0x0303, 0x0302, 0x0301] },
  'openjdk-17.0.15': { sni: 'java.example', alpn: ['h2', 'http/1.1'], versions: [0x0304, 0x0303] },
  'go-1.26.8': { sni: 'go.example', alpn: ['h2', 'http/1.1'], versions: [0x0304, 0x0303] },
  'python-3.11.7': { sni: 'python.example', alpn: [], versions: [0x0304, 0x0303] },
  'chromium-156.0.8078.79': { sni: 'chromium.example', alpn: ['h2', 'http/1.1'], versions: [0x0304, 0x0303] },
};

describe.each(Object.entries(fixtures))('%s', (name, want) => {
  const bytes = fixture(name);

  test('whole', () => {
    const got = fuzzClientHello(bytes);
    expect(got).toEqual({ ...want, versions: expect.arrayContaining(want.versions) });
  });

  test('cut at every byte, it is not whole before its last', () => {
    const whole = JSON.stringify(fuzzClientHello(bytes));
    const wrong = Array.from(bytes, (_, at) => at).filter((at) => {
      const decoder = new HelloDecoder(65536);
      const first = decoder.push(bytes.subarray(0, at));
      const then = JSON.stringify(decoder.push(bytes.subarray(at)));
      return first !== 'more' || then !== whole || !bytes.equals(decoder.raw);
    });
    expect(wrong).toEqual([]);
  });

  test('in records of any size, byte by byte', () => {
    const whole = fuzzClientHello(bytes);
    for (const size of [1, 3, 100, 1000]) {
      const decoder = new HelloDecoder(65536);
      const cut = tlsRecords(bytes.subarray(5), size);
      let got: unknown = 'more';
      for (let at = 0; at < cut.length; at++) got = decoder.push(cut.subarray(at, at + 1));
      expect(got).toEqual(whole);
    }
  });

  test('with any byte changed, it is a value or a ProxyError, however it is cut', () => {
    for (let at = 0; at < bytes.length; at += at < 200 ? 1 : 23) {
      const changed = Buffer.from(bytes);
      changed[at] = [0, 1, 0x7f, 0xff, (bytes[at] ?? 0) ^ 1][at % 5] ?? 0;
      fuzzClientHello(changed);
    }
  });

  test('without its last bytes it is not whole, and nothing that is in it is told', () => {
    for (const end of [0, 1, 5, 9, 43, bytes.length - 1]) expect(fuzzClientHello(bytes.subarray(0, end))).toBe('more');
  });
});

test('what follows the hello in its chunk is kept', () => {
  const decoder = new HelloDecoder(65536);
  const early = Buffer.concat([clientHello({ sni: 'a.example' }), Buffer.from([23, 3, 3, 0, 1, 9])]);
  expect(decoder.push(early)).toMatchObject({ sni: 'a.example' });
  expect(decoder.raw).toHaveLength(early.length);
});

test('GREASE among the versions says nothing (RFC 8701)', () => {
  expect(fuzzClientHello(clientHello({ versions: [0x3a3a, 0x0304], extensions: [[0x2a2a, Buffer.alloc(0)]] }))).toEqual({ alpn: [], versions: [0x0304] });
  expect([0x0a0a, 0xfafa, 0x0a1a, 0x0303].map(isGrease)).toEqual([true, true, false, false]);
});

test('a hello without extensions is one (RFC 5246, 7.4.1.2)', () => {
  const body = Buffer.concat([Buffer.from([3, 1]), Buffer.alloc(32), Buffer.from([0, 0, 2, 0, 0x2f, 1, 0])]);
  expect(fuzzClientHello(tlsRecords(Buffer.concat([Buffer.from([1]), tlsVector(3, body)])))).toEqual({ alpn: [], versions: [0x0301] });
});

const sni = (data: Buffer) => clientHello({ extensions: [[0, data]] });
const swapped = (at: number, value: number) => {
  const bytes = clientHello();
  bytes[at] = value;
  return bytes;
};

test.each<[string, Buffer, RegExp]>([
  ['another content type', Buffer.from('GET / '), /handshake record/],
  ['another record version', swapped(1, 2), /version of TLS/],
  ['an empty record', Buffer.from([22, 3, 1, 0, 0]), /impossible length/],
  ['a record beyond 2^14', Buffer.from([22, 3, 1, 0x40, 1]), /impossible length/],
  ['another message', swapped(5, 2), /another one/],
  ['a version that is not of TLS', swapped(9, 9), /version of TLS/],
  ['bytes after the hello in its record', tlsRecords(Buffer.concat([clientHelloMessage(), Buffer.from([0])])), /follow it/],
  ['a session id of 33 bytes', clientHello({ sessionId: Buffer.alloc(33) }), /session id/],
  ['an extension that stands twice', clientHello({ extensions: [[5, Buffer.alloc(0)], [5, Buffer.alloc(0)]] }), /twice/],
  ['an empty server name', sni(tlsVector(2, Buffer.from([0]), tlsVector(2))), /minimum/],
  ['two server names', sni(tlsVector(2, Buffer.from([0]), tlsVector(2, Buffer.from('a')), Buffer.from([0]), tlsVector(2, Buffer.from('b')))), /trailing/],
  ['an unknown type of name', sni(tlsVector(2, Buffer.from([1]), tlsVector(2, Buffer.from('a')))), /type of server name/],
  ['a name with a space', clientHello({ sni: 'a b' }), /host name/],
  ['a name with a NUL', clientHello({ sni: 'a\0b' }), /host name/],
  ['a name of 256 bytes', clientHello({ sni: 'a'.repeat(256) }), /host name/],
  ['an empty ALPN name', clientHello({ alpn: ['h2', ''] }), /minimum/],
  ['ALPN with trailing bytes', clientHello({ extensions: [[16, Buffer.from([0, 2, 1, 0x61, 9])]] }), /trailing/],
  ['half a version', clientHello({ extensions: [[43, Buffer.from([3, 3, 4, 3])]] }), /longer/],
  ['an extension longer than the rest', clientHello({ extensions: [[16, Buffer.from([0, 9, 1, 0x61])]] }), /longer/],
])('%s is refused', (_what, bytes, why) => {
  const got = fuzzClientHello(bytes);
  expect(got).toBeInstanceOf(ProxyError);
  expect(got).toMatchObject({ code: 'tls-client-invalid', message: expect.stringMatching(why) });
});

test('memory and time are bounded, however it is cut into records', () => {
  const long = clientHelloMessage({ extensions: [[21, Buffer.alloc(60_000)]] });
  expect(fuzzClientHello(tlsRecords(long), 65536)).toMatchObject({ versions: [0x0303] });
  expect(fuzzClientHello(tlsRecords(long), 50_000)).toMatchObject({ code: 'limit-exceeded' });
  expect(fuzzClientHello(tlsRecords(long, 1), 65536)).toMatchObject({ code: 'limit-exceeded' });
  const decoder = new HelloDecoder(2000);
  expect(() => {
    for (const byte of tlsRecords(long)) decoder.push(Uint8Array.of(byte));
  }).toThrow(ProxyError);
  expect(decoder.raw.length).toBeLessThanOrEqual(2000);
});

test('random bytes after a true beginning never throw anything else', () => {
  let seed = 4242;
  const next = (below: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
  for (let run = 0; run < 2000; run++) {
    const bytes = Buffer.alloc(next(120) + 60);
    for (let at = 0; at < bytes.length; at++) bytes[at] = next(4) === 0 ? next(256) : next(4);
    bytes.set([22, 3, 1, 0, bytes.length - 5, 1, 0, 0, bytes.length - 9, 3, 3]);
    fuzzClientHello(bytes);
  }
});
