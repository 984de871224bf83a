import { announceJson, announceText, type Announcement } from './announcement.ts';

const announcement: Announcement = {
  listening: [
    { mode: 'regular', transport: 'tcp', address: '::', port: 8080 },
    { mode: 'reverse:https://example.com@[::1]:8443', transport: 'tcp', address: '::1', port: 8443 },
  ],
  api: 'http://127.0.0.1:8081',
  token: 's3cret',
  givenToken: false,
  home: '/home/a/.weir',
  authority: '/home/a/.weir/ca/ca.pem',
  certificateFile: '/home/a/.weir/ca/ca.pem',
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

test('for people: where, the link with its token, what to try with each, what to ask', () => {
  const text = announceText(announcement);
  expect(text).toMatch(/^ {2}regular +listens on \*:8080$/m);
  expect(text).toMatch(/listens on \[::1\]:8443$/m);
  expect(text).toContain('http://127.0.0.1:8081/?token=s3cret');
  expect(text).toContain('\n\nTry: curl -x http://127.0.0.1:8080 --cacert /home/a/.weir/ca/ca.pem https://example.com/\nTry: curl http://[::1]:8443/\n\n');
  expect(text).toContain('What passes: weir flows --home /home/a/.weir (in a checkout: npx --no-install weir flows --home /home/a/.weir). Ctrl-C ends it.\n');
});

test('where a service signs its address is said, and what to try needs no certificate', () => {
  const text = announceText({ ...announcement, authority: 'https://ca:8443', certificateFile: undefined });
  expect(text).toMatch(/^ {2}authority +https:\/\/ca:8443$/m);
  expect(text).toContain('\nTry: curl -x http://127.0.0.1:8080 http://example.com/\n');
  expect(text).not.toContain('cacert');
});

test('a token that was given is in the link alone', () => {
  const text = announceText({ ...announcement, givenToken: true });
  expect(text.match(/s3cret/g)).toHaveLength(1);
  expect(text).toContain('What passes: weir flows --api-token TOKEN (');
});

test('without a page the link has no token; with nothing that is known to be spoken there is nothing to try', () => {
  const listening = [{ mode: 'reverse:tcp://example.com:22@2222', transport: 'tcp', address: '::', port: 2222 }] as const;
  const text = announceText({ ...announcement, page: false, listening });
  expect(text).not.toContain('s3cret');
  expect(text).not.toContain('Try');
  expect(text).not.toContain('\n\n\n');
});
