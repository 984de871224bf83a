import { basicCredentials } from './basic-credentials.ts';

test('RFC 7617, 2 and 2.1', () => {
  expect(basicCredentials({ user: 'Aladdin', password: 'open sesame' })).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
  expect(basicCredentials({ user: 'test', password: '123£' })).toBe('Basic dGVzdDoxMjPCow==');
});
