import { parseOnboardingHost } from './onboarding-host.ts';

test.each([['mitm.it', 'mitm.it'], ['Weir.Example', 'weir.example'], ['trust_me', 'trust_me'], ['10.0.0.1', '10.0.0.1']])('%j is %j', (text, host) => {
  expect(parseOnboardingHost(text)).toBe(host);
});

test.each(['', 'http://mitm.it', 'mitm.it:80', 'mitm..it', 'mitm.it/', 'a b', '<b>', '[::1]', `${'a'.repeat(64)}.it`, 'a.'.repeat(130)])('%j is none', (text) => {
  expect(() => parseOnboardingHost(text)).toThrow(/expected a host name such as mitm\.it/);
});
