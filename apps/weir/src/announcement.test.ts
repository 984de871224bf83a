import { announceJson, announceText, type Announcement } from './announcement.ts';

const announcement: Announcement = {
  listening: [
    { mode: 'regular', transport: 'tcp', address: '::', port: 8080 },
    { mode: 'reverse:https://example.com@[::1]:8443', transport: 'tcp', address: '::1', port: 8443 },
  ],
  api: 'http://127.0.0.1:8081',
  token: 's3cret',
  authority: '/home/a/.weir/ca/ca.pem',
  page: true,
};

test('one JSON object a line, without the token', () => {
  expect(announceJson(announcement)).toBe([
    '{"event":"listening","mode":"regular","transport":"tcp","address":"::","port":8080}',
    '{"event":"listening","mode":"reverse:https://example.com@[::1]:8443","transport":"tcp","address":"::1","port":8443}',
    '{"event":"api","url":"http://127.0.0.1:8081"}',
    '{"event":"ready"}',
    '',
  ].join('\n'));
});

test('for people: where, the link with its token, what to try', () => {
  const text = announceText(announcement);
  expect(text).toMatch(/^ {2}regular +listens on \*:8080$/m);
  expect(text).toMatch(/listens on \[::1\]:8443$/m);
  expect(text).toContain('http://127.0.0.1:8081/?token=s3cret');
  expect(text).toContain('curl -x http://127.0.0.1:8080 --cacert /home/a/.weir/ca/ca.pem ');
});

test('without a page the link has no token; without a regular proxy there is nothing to try', () => {
  const text = announceText({ ...announcement, page: false, listening: announcement.listening.slice(1) });
  expect(text).not.toContain('s3cret');
  expect(text).not.toContain('curl');
});
