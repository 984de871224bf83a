import { readBasicCredentials } from '@weir/protocols';
import { expectThat, latin1, type Target } from '../target.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

export const basicCredentials: Target = {
  name: 'basic-credentials',
  about: 'a Basic Authorization field: nothing, or a user without a colon and both without control characters, read as the same when written again',
  seeds: () => [basic('ann:secret'), basic('ann:se:cret'), basic(':'), basic('änn:é'), 'Bearer abc', 'basic   YTpi'].map(latin1),
  words: ['Basic ', 'basic', '=', '==', '+', '/', ',', ' ', 'YTpi', 'Og==', 'AAAA', '\xff'],
  maxBytes: 200,
  run(input) {
    const found = readBasicCredentials(Buffer.from(input).toString('latin1'));
    if (found === undefined) return;
    expectThat(!found.user.includes(':'), () => `a user with a colon: ${JSON.stringify(found.user)}`);
    expectThat(!/[\x00-\x1f\x7f]/.test(found.user + found.password), () => `a control character: ${JSON.stringify(found)}`);
    const again = readBasicCredentials(basic(`${found.user}:${found.password}`));
    expectThat(again?.user === found.user && again.password === found.password, () => `it is ${JSON.stringify(again)} when it is read again, not ${JSON.stringify(found)}`);
  },
};
