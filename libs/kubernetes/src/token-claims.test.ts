import { aToken } from '../test/a-token.ts';
import { expiryOf } from './token-claims.ts';

test('when it ends, for the audience that it claims', () => {
  expect(expiryOf(aToken({ aud: ['weir-ca'], exp: 1_700_000_000 }), 'weir-ca')).toBe(1_700_000_000_000);
  expect(expiryOf(aToken({ aud: 'weir-ca', exp: 1_700_000_000.5 }), 'weir-ca')).toBe(1_700_000_000_500);
  expect(expiryOf(aToken({ aud: ['vault', 'weir-ca'], exp: 1 }), 'weir-ca')).toBe(1_000);
});

test.each([
  ['another audience', aToken({ aud: ['vault'], exp: 1 })],
  ['a longer name', aToken({ aud: 'weir-ca-2', exp: 1 })],
  ['no end', aToken({ aud: 'weir-ca' })],
  ['an end in words', aToken({ aud: 'weir-ca', exp: '1' })],
  ['nothing', ''],
  ['two parts', 'e30.e30'],
  ['four parts', `${aToken({ aud: 'weir-ca', exp: 1 })}.e30`],
  ['other letters', aToken({ aud: 'weir-ca', exp: 1 }).replace('.', '.é')],
  ['no JSON', 'e30.bm8.e30'],
  ['no object', `e30.${Buffer.from('null').toString('base64url')}.e30`],
])('%s: not worth a question', (_, token) => {
  expect(expiryOf(token, 'weir-ca')).toBeUndefined();
});
