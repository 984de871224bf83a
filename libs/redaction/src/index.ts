export { maxRedactedBytes, Redaction, type Finding, type RedactionOptions, type RedactionRules } from './redaction.ts';
export { defaultRedactedHeaders, HeaderNameError } from './header-rules.ts';
export { JsonPathError, parseJsonPath } from './json-path.ts';
export { hashPattern, isHash, randomKey, RedactionKeyError } from './value-hasher.ts';
