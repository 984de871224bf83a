import { HostHeader } from './host-header.ts';

function look(text: string, max = 1000): [boolean, string | undefined] {
  const header = new HostHeader(max);
  return [header.read(Buffer.from(text, 'latin1')), header.host];
}

test.each([
  ['GET / HTTP/1.1\r\nHost: a.example\r\n', true, 'a.example'],
  ['GET / HTTP/1.1\r\nAccept: */*\r\nhOST:a.example:81 \t\r\nX: y', true, 'a.example:81'],
  ['GET / HTTP/1.1\nHost: bare\n', true, 'bare'],
  ['PROPFIND /a HTTP/1.1\r\nHost: dav\r\n', true, 'dav'],
  ['GET / HTTP/1.0\r\n\r\nHost: late\r\n', true, undefined],
  ['GET / HTTP/1.1\r\nHost: \r\n\r\n', true, undefined],
  ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', true, undefined],
  ['EHLO mail.example\r\nHost: no\r\n', true, undefined],
  ['GET / HTTP/1.1\r\nHost: a.exam', false, undefined],
  ['GET / HTTP/1.1\r\nAccept: a\r\n', false, undefined],
  ['GET / HT', false, undefined],
  ['', false, undefined],
  ['\x00', true, undefined],
  ['SSH-2.0', true, undefined],
  ['SSH / HTTP/1.1\r\nHost: a\r\n', true, undefined],
] as const)('%j', (text, known, host) => {
  expect(look(text)).toEqual([known, host]);
});

test('whether fields follow', () => {
  const header = new HostHeader(1000);
  header.read(Buffer.from('GET / HTTP/1.1\r'));
  expect(header.inHead).toBe(false);
  header.read(Buffer.from('GET / HTTP/1.1\r\n'));
  expect(header.inHead).toBe(true);
});

test('no more than so many bytes are looked at', () => {
  const text = `GET / HTTP/1.1\r\nX: ${'y'.repeat(200)}\r\nHost: a\r\n`;
  expect([look(text, 100), look(text.slice(0, 100), 100), look(text.slice(0, 101), 100)]).toEqual([[true, undefined], [false, undefined], [true, undefined]]);
});

test('what is found is the same however the bytes come', () => {
  const bytes = Buffer.from('GET / HTTP/1.1\r\nAccept: */*\r\nHost: a.example\r\n\r\n', 'latin1');
  const known = bytes.indexOf('a.example') + 'a.example\r\n'.length;
  for (let cut = 0; cut < bytes.length; cut++) {
    const header = new HostHeader(1000);
    expect(header.read(bytes.subarray(0, cut))).toBe(cut >= known);
    expect([header.read(bytes), header.host]).toEqual([true, 'a.example']);
  }
});
