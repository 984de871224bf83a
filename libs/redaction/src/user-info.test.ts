import { redactAuthority, redactUserInfo } from './user-info.ts';

const replace = (octets: string): string => `<${octets}>`;

test.each([
  ['http://u:p@a/x', 'http://<u:p>@a/x'],
  ['see http://u@a, <https://v:w@b@c:1/?d=//e@f>', 'see http://<u>@a, <https://<v:w@b>@c:1/?d=//<e>@f>'],
  ['http://a/b@c', 'http://a/b@c'],
  ['http://@a/', 'http://@a/'],
  ['a@b', 'a@b'],
])('%s', (text, made) => {
  expect(redactUserInfo(text, replace)).toBe(made);
});

test('an authority', () => {
  expect(['u:p@a:1', '@a', 'a:1', '', 'u@v@a'].map((text) => redactAuthority(text, replace))).toEqual(['<u:p>@a:1', '@a', 'a:1', '', '<u@v>@a']);
});
