import { isSecret, resolveOptions } from '@weir/service';
import { redactionOptions, redactionRuleOptions } from './redaction-options.ts';

test('the default is the one that is asked for; the command line replaces it', () => {
  const resolve = (given: Readonly<Record<string, string[]>>) => resolveOptions(redactionOptions(['cookie']), { given: new Map(Object.entries(given)), environment: {} });
  expect(resolve({})).toEqual({ redact_headers: ['cookie'], redact_query: [], redact_json: [], redact_key: undefined });
  expect(resolve({ redact_headers: ['a', 'b'] }).redact_headers).toEqual(['a', 'b']);
});

test('the key is a secret, and no rule', () => {
  expect(isSecret(redactionOptions([]).redact_key)).toBe(true);
  expect(Object.keys(redactionRuleOptions([]))).toEqual(['redact_headers', 'redact_query', 'redact_json']);
});
