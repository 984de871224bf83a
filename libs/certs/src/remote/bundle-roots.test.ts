import { wire } from '@weir/ca-api';
import { issueLeaf, subjectNames } from '@weir/x509';
import { authority } from '../../test/fake-authority.ts';
import { bundleRoots, isBehind, isBelow } from './bundle-roots.ts';

const [one, other] = [authority('one'), authority('other')].map(({ certificates }) => certificates[0]!);
const of = (...certificates: Buffer[]) => bundleRoots({ roots: certificates.map((certificate) => ({ certificate, state: 1 as const })), intermediates: [] });

test('the current one first', () => {
  const found = of(one!.raw, other!.raw)!;
  expect(found.roots.map(({ subject }) => subject)).toEqual(['CN=one\nO=Weir', 'CN=other\nO=Weir']);
  expect(found.current).toBe(one!.fingerprint256);
  expect([of(one!.raw, other!.raw)!.id === found.id, of(other!.raw, one!.raw)!.id === found.id, of(one!.raw)!.id === found.id]).toEqual([true, false, false]);
});

test('none, too many, or something else is no bundle', () => {
  expect([of(), of(Buffer.from('x')), of(one!.raw, Buffer.alloc(0)), of(...Array.from({ length: 101 }, () => one!.raw))]).toEqual([undefined, undefined, undefined, undefined]);
});

test('what tells of a root that signs no more, or does not sign yet, is behind', () => {
  const { ROOT_STATE_CURRENT: current, ROOT_STATE_NEXT: next, ROOT_STATE_PREVIOUS: previous } = wire.RootState;
  const told = (...roots: readonly (readonly [typeof one, wire.RootState])[]) => bundleRoots({ roots: roots.map(([of, state]) => ({ certificate: of!.raw, state })), intermediates: [] })!;
  const behind = [told([one, current]), told([one, current], [other, next])];
  const changed = told([other, current], [one, previous]);
  expect(behind.map((each) => [isBehind(each, changed), isBehind(changed, each)])).toEqual([[true, false], [true, false]]);
  expect(isBehind(told([one, current], [other, next]), told([other, current]))).toBe(true);
  // Without a word of the other one, or after a change back, it is not.
  expect([isBehind(told([one, current]), told([other, current])), isBehind(told([one, current], [other, previous]), changed), isBehind(changed, changed)]).toEqual([false, false, false]);
});

test('a chain is below the root that has signed its topmost certificate, or is that', () => {
  const signers = [authority('one'), authority('one'), authority('other')];
  const roots = signers.map(({ certificates }) => certificates[0]!);
  const publicKey = roots[0]!.publicKey.export({ type: 'spki', format: 'der' });
  const leaves = signers.map((signer) => issueLeaf(signer, { names: subjectNames([], ['a.example']), publicKey, now: Date.now() }).der);
  // The names alone do not tell a root from its namesake.
  expect(leaves.map((leaf) => roots.map((root) => isBelow(leaf, root)))).toEqual([[true, false, false], [false, true, false], [false, false, true]]);
  expect(roots.map((root) => isBelow(root.raw, roots[0]!))).toEqual([true, false, false]);
  expect(isBelow(Buffer.from('x'), roots[0]!)).toBe(false);
});
