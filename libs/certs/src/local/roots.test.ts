import { createAuthority, readAuthority, readCertificates, type Authority } from '@weir/x509';
import { folder } from '@weir/x509/testing';
import { opensslAuthority } from '../../test/authorities.ts';
import { rootsOf, without, type Roots } from './roots.ts';

const file = folder();
// A minute ahead: openssl dates its certificates from the second in which it makes them.
const now = Date.now() + 60_000;
const named = (commonName: string): Authority => {
  const { key, certificate } = createAuthority(now, { commonName });
  return readAuthority({ text: key }, { text: certificate }, now);
};
const a = named('A');
const b = named('B');
const c = named('C');
const states = (roots: Roots): string[] => roots.trusted().map(({ certificate, state }) => `${/CN=(.*)/.exec(certificate.subject)![1]!} ${state}`);

test('the current one is trusted first, then the next one, then those of before', () => {
  expect(states(rootsOf(a, undefined, []))).toEqual(['A current']);
  expect(states(rootsOf(a, b, c.certificates))).toEqual(['A current', 'B next', 'C previous']);
});

test('each once, and the current one is none of before', () => {
  const roots = rootsOf(a, b, [...c.certificates, ...a.certificates, ...c.certificates]);
  expect(states(roots)).toEqual(['A current', 'B next', 'C previous']);
  expect(roots.previous).toEqual(c.certificates);
  expect(states(rootsOf(a, b, b.certificates))).toEqual(['A current', 'B next']);
});

test('of an intermediate the topmost certificate is trusted; one root that several stand on once', () => {
  const root = opensslAuthority(file, 'root');
  const [first, second, third] = ['first', 'second', 'third'].map((name) => {
    const { key, certificate } = opensslAuthority(file, name, 'root');
    return readAuthority({ text: key }, { text: certificate + root.certificate }, now);
  }) as [Authority, Authority, Authority];
  expect(states(rootsOf(first, undefined, []))).toEqual(['root current']);
  expect(states(rootsOf(first, second, third.certificates))).toEqual(['root current']);
  expect(states(rootsOf(a, second, third.certificates))).toEqual(['A current', 'root next']);
  expect(states(rootsOf(a, undefined, [...third.certificates, ...second.certificates]))).toEqual(['A current', 'root previous']);
  expect(rootsOf(first, undefined, [...third.certificates, ...b.certificates]).previous.map(({ subject }) => subject)).toEqual(['CN=third', 'CN=B\nO=Weir']);
  // Without its issuers an intermediate is what there is, though its root was trusted before.
  const { key, certificate } = opensslAuthority(file, 'alone', 'root');
  const alone = readAuthority({ text: key }, { text: certificate }, now);
  expect(states(rootsOf(alone, undefined, readCertificates({ text: root.certificate })))).toEqual(['alone current', 'root previous']);
});

test('without', () => {
  const [one] = a.certificates;
  const [two] = b.certificates;
  expect(without([one!, two!, one!], [])).toEqual([one, two]);
  expect(without([one!, two!], [one!])).toEqual([two]);
});
