export { maxRedactedBytes, Redaction, type Finding, type RedactionOptions, type RedactionRules } from './redaction.ts';
export { defaultRedactedHeaders, HeaderNameError, HeaderRules } from './header-rules.ts';
export { JsonPathError, parseJsonPath, type PathStep } from './json-path.ts';
export { JsonRedactor, type Replace } from './json-redactor.ts';
export { ParameterRedactor, type ParameterText } from './parameter-redactor.ts';
export { PathMatcher } from './path-matcher.ts';
export { hashPattern, isHash, randomKey, RedactionKeyError } from './value-hasher.ts';
