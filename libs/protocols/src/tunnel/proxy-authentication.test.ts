import { authenticationAdvice, basicCredentials } from './proxy-authentication.ts';

test('RFC 7617, 2 and 2.1', () => {
  expect(basicCredentials({ user: 'Aladdin', password: 'open sesame' })).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
  expect(basicCredentials({ user: 'test', password: '123£' })).toBe('Basic dGVzdDoxMjPCow==');
});

test('advice is for a challenge alone, and differs with what the proxy was given', () => {
  const via = { scheme: 'http', address: { host: 'proxy', port: 3128 } } as const;
  for (const status of [407, 401]) {
    expect(authenticationAdvice(status, via)).toMatch(/give them with upstream_auth/);
    expect(authenticationAdvice(status, { ...via, credentials: { user: 'u', password: 'secret' } })).toMatch(/^ It does not take the credentials(?!.*secret)/);
  }
  expect(authenticationAdvice(403, via)).toBe('');
});
