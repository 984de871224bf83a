import { AuthorityError, subjectName, type SubjectName } from '@weir/x509';
import { askedNames, grantedSubject } from './asked-leaf.ts';

const textsOf = (names: readonly SubjectName[]): readonly string[] => names.map(({ text }) => text);
const noSecrets = ({ text }: SubjectName): boolean => !text.includes('secret');

test('names in the spelling of certificates, in order', () => {
  expect(textsOf(askedNames(['WWW.Example.com.', '192.0.2.1', '*.example.com']))).toEqual(['www.example.com', '192.0.2.1', '*.example.com']);
});

test('the first that is none, and too many', () => {
  expect(() => askedNames(['a.example', 'a b'])).toThrow(new AuthorityError('number 2 is neither a DNS name nor an IP address'));
  expect(askedNames(Array<string>(100).fill('a'))).toHaveLength(100);
  expect(() => askedNames(Array<string>(101).fill('a'))).toThrow(new AuthorityError('101 of them: at most 100 are taken'));
});

test('what is not granted is left out, wherever it stands', () => {
  const wanted = askedNames(['www.example.com', 'secret.example']);
  const like = { commonName: 'secret.example', organization: 'O', names: ['a.example', 'A.Secret.example', 'no name', ''] };
  const { names, organization } = grantedSubject(wanted, like, noSecrets);
  expect([textsOf(names), organization]).toEqual([['a.example', 'www.example.com'], 'O']);
  expect(textsOf(grantedSubject(wanted, { ...like, commonName: 'Cn.example' }, noSecrets).names)).toEqual(['cn.example', 'a.example', 'www.example.com']);
  expect(grantedSubject([], like, () => false).names).toEqual([subjectName('unnamed.invalid')]);
  expect(textsOf(grantedSubject(wanted, undefined, noSecrets).names)).toEqual(['www.example.com']);
});

test('of a server\'s names no more are looked at than a certificate may hold', () => {
  let looks = 0;
  const like = { names: Array.from({ length: 5_000 }, (_, n) => `n${n}.example`) };
  grantedSubject([], like, () => ++looks > 0);
  expect(looks).toBe(500);
});
