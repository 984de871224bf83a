import { flagOperators, fuzzFilter, regexOperators } from '@weir/query';
import { latin1, type Target } from '../target.ts';

export const filter: Target = {
  name: 'filter',
  about: 'the filter language: a filter that can be run, or a FilterError with its position',
  seeds: () => [
    '~c 500 | ~e', '~d example.com & ~m POST', '!(~q) & (~t "text/.*" | ~hs \'x: y\')', '~since -15m & ~type http ~state error', '~u "a\\"b" foo ~bq [a-z]{1,9}', '~b (a|b)*c$ | ! ! ~http', '~src 10\\.0\\. & ~mode regular',
  ].map(latin1),
  words: [...flagOperators, ...regexOperators].map((name) => `~${name} `).concat('(', ')', '!', '&', '|', '"', "'", '\\', ' ', '(?i)', '(?<x>', '[^', ']', '{1000}', '{1,}', '.*', '\\p{L}', '\\b', '\\1', '^', '$', '\0', '\xc3\xa9', '\xed\xa0\x80', '404', '15m', '~'),
  maxBytes: 400,
  run: (input) => { fuzzFilter(input); },
};
