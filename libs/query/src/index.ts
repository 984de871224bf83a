export {
  FilterError, filterLimits, flagOperators, regexOperators, type Filter, type FlagOperator, type RegexOperator, type RegexTerm,
} from './filter.ts';
export { parseFilter, type ParseOptions } from './parse.ts';
export { parseTime } from './time.ts';
export { noBodies, predicate, type BodyAccess, type CarriedMessage, type Predicate } from './predicate.ts';
export { compileTerm, type TermRegex } from './term-regex.ts';
export { decodeBody } from './decode-body.ts';
export { fuzzFilter } from './fuzz-filter.ts';
export * as flowFacts from './flow-facts.ts';
