import { requestCookies, responseCookies } from './har-cookies.ts';

test('cookies of a request', () => {
  expect(requestCookies('a=1; b = 2 ;; c; d=x=y')).toEqual([
    { name: 'a', value: '1' }, { name: 'b', value: '2' }, { name: 'c', value: '' }, { name: 'd', value: 'x=y' },
  ]);
  expect(requestCookies('')).toEqual([]);
});

test('a cookie of a response', () => {
  expect(responseCookies('sid=abc; Path=/a; DOMAIN=example.com; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Secure; HttpOnly; SameSite=Lax')).toEqual({
    name: 'sid', value: 'abc', path: '/a', domain: 'example.com', expires: '2026-10-21T07:28:00.000Z', secure: true, httpOnly: true,
  });
  expect(responseCookies('a=b; Expires=never')).toEqual({ name: 'a', value: 'b', secure: false, httpOnly: false });
  expect(responseCookies('')).toEqual({ name: '', value: '', secure: false, httpOnly: false });
});
