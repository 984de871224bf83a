import { apr1 } from './apr1.ts';

/** openssl 3.0.22: openssl passwd -apr1 -salt SALT PASSWORD. */
test.each([
  ['secret', 'saltsalt', 'LrttParrLPdxvgutaSXWJ0'],
  ['', 'x', 'tMwYqBfQwi3FYAr0aJc8M/'],
  ['a', 'x', '16j9.5e7KiXmuYFAYpPJM/'],
  ['grüße, 0123456789 abcdefghijklmnopqrstuvwxyz', 'x', 'AI.VQMERXm0ZVPYSOZvNs1'],
])('%j with the salt %s', (password, salt, hash) => {
  expect(apr1(Buffer.from(password), salt)).toBe(hash);
});
