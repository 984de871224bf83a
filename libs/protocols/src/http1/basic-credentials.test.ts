import { readBasicCredentials } from './basic-credentials.ts';

const basic = (text: string | Uint8Array, scheme = 'Basic'): string => `${scheme} ${Buffer.from(text).toString('base64')}`;

test.each<[string, string, string, string]>([
  ['a user and a password', basic('ann:secret'), 'ann', 'secret'],
  ['the scheme in any case', basic('ann:secret', 'bASIC'), 'ann', 'secret'],
  ['more spaces', basic('ann:secret', 'Basic  '), 'ann', 'secret'],
  ['the first colon ends the user', basic('ann::se:cret'), 'ann', ':se:cret'],
  ['nothing on either side', basic(':'), '', ''],
  ['UTF-8', basic('änn:gehéim'), 'änn', 'gehéim'],
  ['latin1', basic(Buffer.from('änn:gehéim', 'latin1')), 'änn', 'gehéim'],
  ['without padding', 'Basic YW5uOng', 'ann', 'x'],
])('%s', (_what, value, user, password) => {
  expect(readBasicCredentials(value)).toEqual({ user, password });
});

test.each([
  ['nothing', ''], ['the scheme alone', 'Basic'], ['another scheme', 'Bearer YW5uOng='], ['one that only begins so', 'Basics YW5uOng='], ['no colon', basic('ann')],
  ['a control character', basic('ann:\0secret')], ['a line break', basic('ann\n:secret')], ['no base64', 'Basic YW5u*ng='], ['another base64', 'Basic YW5uO-_='],
  ['parameters', 'Basic YW5uOng=, Digest x=1'], ['padding in the middle', 'Basic YW5u=Ong='],
])('%s is none', (_what, value) => {
  expect(readBasicCredentials(value)).toBeUndefined();
});
