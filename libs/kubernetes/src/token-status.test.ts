import { audienceGranted } from './token-status.ts';

const user = { username: 'system:serviceaccount:weir:regular' };

test('a token counts for its audience alone', () => {
  expect(audienceGranted({ authenticated: true, audiences: ['weir-ca'], user }, 'weir-ca')).toBe(user.username);
  expect(audienceGranted({ authenticated: true, audiences: ['vault', 'weir-ca'], user }, 'weir-ca')).toBe(user.username);
  expect(audienceGranted({ authenticated: true, audiences: ['vault'], user }, 'weir-ca')).toBeUndefined();
});

test.each([
  ['no status', undefined],
  ['not authenticated', { authenticated: false, audiences: ['weir-ca'], user }],
  ['nothing about authentication', { audiences: ['weir-ca'], user }],
  ['an API server without audiences', { authenticated: true, user }],
  ['no user', { authenticated: true, audiences: ['weir-ca'] }],
  ['an empty name', { authenticated: true, audiences: ['weir-ca'], user: { username: '' } }],
])('%s: nobody', (_, status) => {
  expect(audienceGranted(status, 'weir-ca')).toBeUndefined();
});
