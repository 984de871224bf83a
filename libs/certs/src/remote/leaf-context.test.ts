import type { wire } from '@weir/ca-api';
import { issueLeaf, subjectNames, type SubjectName } from '@weir/x509';
import { authority, hour } from '../../test/fake-authority.ts';
import { handshake } from '../../test/handshake.ts';
import { withoutEnd } from '../../test/without-end.ts';
import { LeafKey } from './leaf-context.ts';

const root = authority('root');
const ca = root.certificates[0]!.toString();
const now = Date.now();
const names = (...texts: string[]): SubjectName[] => subjectNames([], texts);
const answer = (key: LeafKey, of: readonly SubjectName[]): wire.IssuedCertificate => ({ certificate: issueLeaf(root, { names: of, publicKey: key.publicKey, now }).der, intermediates: [], notAfter: 0 });

test('serves with what was signed for its key, for as long as that says', async () => {
  const key = new LeafKey();
  const leaf = key.accept(answer(key, names('a.example')), names('a.example'), 'a.example', now);
  expect((await handshake(leaf.context, { ca, servername: 'a.example' })).protocol).toBe('TLSv1.3');
  const end = Math.floor((now + 197 * 24 * hour) / 1000) * 1000;
  expect(leaf).toMatchObject({ until: end, renewAt: end - 7 * 24 * hour, lacks: undefined });
});

test('what is to end soon is renewed when nine tenths have passed', () => {
  const key = new LeafKey();
  const { chain } = issueLeaf(root, { names: names('a.example'), publicKey: key.publicKey, now });
  expect(key.context(chain, now + 24 * hour, now)).toMatchObject({ until: now + 24 * hour, renewAt: now + 21.6 * hour });
});

test('names that are lacking are known, unless they were required', () => {
  const key = new LeafKey();
  const both = names('a.example', '2001:db8::1', 'b.example');
  const leaf = key.accept(answer(key, names('a.example', '2001:db8::1')), both, 'a.example', now);
  expect(leaf.lacks).toEqual(new Set(['b.example']));
  expect(() => key.accept(answer(key, names('a.example')), both, 'b.example', now)).toThrow('it answers with a certificate without b.example');
});

test('what is of another key, or nothing, or past, is refused', () => {
  const key = new LeafKey();
  const good = answer(key, names('a.example'));
  const accept = (of: typeof good, at = now) => () => key.accept(of, names('a.example'), 'a.example', at);
  expect(accept({ ...good, certificate: Buffer.from('x') })).toThrow('it answers with something that is no certificate');
  expect(accept(answer(new LeafKey(), names('a.example')))).toThrow('it answers with a certificate of another key');
  expect(accept(good, now + 200 * 24 * hour)).toThrow('has expired');
  expect(accept({ ...good, intermediates: [Buffer.from('x')] })).toThrow('OpenSSL does not take the chain');
});

test('each has a key of its own', () => {
  expect(new LeafKey().publicKey.equals(new LeafKey().publicKey)).toBe(false);
});

test('more of a chain than a server would send, or an end that is none, is refused', () => {
  const key = new LeafKey();
  const good = answer(key, names('a.example'));
  const accept = (of: typeof good) => () => key.accept(of, names('a.example'), 'a.example', now);
  const { raw } = root.certificates[0]!;
  expect(accept({ ...good, intermediates: Array.from({ length: 10 }, () => raw) })).not.toThrow();
  expect(accept({ ...good, intermediates: Array.from({ length: 11 }, () => raw) })).toThrow('a chain of 11 intermediates: at most 10 are taken');
  expect(accept({ ...good, intermediates: [Buffer.alloc(64 * 1024)] })).toThrow(/a chain of \d+ octets: at most 65536 are taken/);
  expect(accept({ ...good, certificate: withoutEnd(good.certificate) })).toThrow('it answers with a certificate whose end cannot be read');
});
