import { authority } from '../../test/fake-authority.ts';
import { bundleRoots } from './bundle-roots.ts';

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
