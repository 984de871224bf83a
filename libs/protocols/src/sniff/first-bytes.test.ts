import { firstBytes, type FirstBytesRules } from './first-bytes.ts';

const detect: FirstBytesRules = { stack: 'detect', tls: true, rawTcp: true };
const bytes = (text: string) => Buffer.from(text, 'latin1');

test.each([
  ['\x16\x03\x01\x02', 'tls'],
  ['\x16\x03\x03', 'tls'],
  ['\x16\x03\x04', 'tcp'],
  ['\x16\x02\x00', 'tcp'],
  ['GET / HTTP/1.1\r\n', 'http'],
  ['OPTIONS *', 'http'],
  ['PRI * HTTP/2.0\r\n', 'http'],
  ['SSH-2.0-OpenSSH_9.2\r\n', 'tcp'],
  ['M-SEARCH * HTTP/1.1\r\n', 'tcp'],
  ['HELO\nexample com', 'tcp'],
  ['ab\x00', 'tcp'],
  ['\x00\x00\x00\x17', 'tcp'],
  ['*1\r\n$4\r\nPING\r\n', 'tcp'],
  ['x'.repeat(33), 'tcp'],
  ['x'.repeat(32), 'more'],
  ['', 'more'],
  ['\x16', 'more'],
  ['\x16\x03', 'more'],
  ['GE', 'more'],
  ['GET', 'more'],
] as const)('%j is %s', (text, finding) => {
  expect(firstBytes(bytes(text), detect)).toBe(finding);
});

test.each([
  ['', 'tcp'],
  ['\x16', 'tcp'],
  ['GE', 'tcp'],
] as const)('%j and nothing more is %s', (text, finding) => {
  expect(firstBytes(bytes(text), { ...detect, final: true })).toBe(finding);
});

test('a fixed stack leaves only TLS to be found', () => {
  expect(firstBytes(bytes('\x16\x03\x01'), { ...detect, stack: 'http' })).toBe('tls');
  expect(firstBytes(bytes('\x00'), { ...detect, stack: 'http' })).toBe('http');
  expect(firstBytes(bytes('GET '), { ...detect, stack: 'tcp' })).toBe('tcp');
  expect(firstBytes(bytes('\x16'), { ...detect, stack: 'http', final: true })).toBe('http');
});

test('TLS is not looked for inside TLS, nor raw bytes where they may not pass', () => {
  expect(firstBytes(bytes('\x16\x03\x01'), { ...detect, tls: false })).toBe('tcp');
  expect(firstBytes(bytes('\x00'), { ...detect, rawTcp: false })).toBe('http');
});

test('a finding never changes when more bytes come', () => {
  for (const text of ['GET / HTTP/1.1\r\n', '\x16\x03\x01\x00\xff', 'SSH-2.0', 'hello world', '\x16\x03\x09zz', 'x'.repeat(40), 'EHLO\r\n']) {
    const whole = firstBytes(bytes(text), detect);
    for (let end = 0; end <= text.length; end++) {
      expect(['more', whole]).toContain(firstBytes(bytes(text.slice(0, end)), detect));
    }
  }
});
