import { BundleError } from './bundle-error.ts';

test('is told from our own mistakes, by its name as well', () => {
  expect(new BundleError('why')).toBeInstanceOf(Error);
  expect(String(new BundleError('why'))).toBe('BundleError: why');
});
