import { wire } from '@weir/ca-api';
import { encodePem } from '@weir/x509';
import { anAuthority } from '../test/rig.ts';
import { bundleOf, bundlePem } from './bundle.ts';

const [current, next, previous] = [anAuthority('Current'), anAuthority('Next'), anAuthority('Previous')];
const roots = {
  current,
  trusted: () => [
    { certificate: current.certificates[0]!, state: 'current' as const },
    { certificate: next.certificates[0]!, state: 'next' as const },
    { certificate: previous.certificates[0]!, state: 'previous' as const },
  ],
};

test('each root with what it is, the one that signs first', () => {
  const { roots: told, intermediates } = bundleOf(roots);
  expect(told.map(({ state }) => state)).toEqual([wire.RootState.ROOT_STATE_CURRENT, wire.RootState.ROOT_STATE_NEXT, wire.RootState.ROOT_STATE_PREVIOUS]);
  expect(told[0]!.certificate).toEqual(current.certificates[0]!.raw);
  expect(intermediates).toEqual([]);
});

test('as a file: certificates alone', () => {
  expect(bundlePem(roots)).toBe([current, next, previous].map(({ certificates }) => encodePem('CERTIFICATE', certificates[0]!.raw)).join(''));
});
