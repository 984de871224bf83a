import { AuthorityError } from '@weir/x509';
import { folder } from '@weir/x509/testing';
import { authority } from '../../test/fake-authority.ts';
import { TrustFile } from './trust-file.ts';

const file = folder();

test('its certificates alone are read, each time anew', () => {
  const [one, other] = [authority('one'), authority('other')].map(({ certificates }) => certificates[0]!.toString());
  const trust = new TrustFile(file('trust.pem', `# ours\n${one}`));
  expect(trust.read().toString()).toBe(one);
  file('trust.pem', `${one}\n${other}`);
  expect(trust.read().toString()).toBe(one! + other!);
});

test.each([['missing.pem', undefined, /missing\.pem: is not there yet/], ['empty.pem', '', /no certificate in it/], ['other.pem', 'x', /no certificate in it/]])('%s', (name, content, message) => {
  const trust = new TrustFile(file(name, content));
  expect(() => trust.read()).toThrow(AuthorityError);
  expect(() => trust.read()).toThrow(message);
});
