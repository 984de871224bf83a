import { callerPart, certifiedName } from './certified-name.ts';

test('a name and what ties it to a token', () => {
  const name = certifiedName({ name: 'regular', token: 'one' });
  expect(name).toMatch(/^regular [0-9a-f]{16}$/);
  expect(callerPart(name)).toBe('regular');
  expect(certifiedName({ name: 'regular', token: 'one' })).toBe(name);
  expect(certifiedName({ name: 'regular', token: 'two' })).not.toBe(name);
  expect(certifiedName({ name: 'x'.repeat(45), token: 't' }).length).toBeLessThanOrEqual(64);
});
