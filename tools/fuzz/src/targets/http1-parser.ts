import { fuzzHttp1 } from '@weir/protocols';
import { latin1, type Target } from '../target.ts';
import { httpWords, requestSeeds, responseSeeds } from './http-words.ts';

export const http1Parser: Target = {
  name: 'http1',
  about: 'the HTTP/1 parser, as requests and as responses: whatever way the input is cut, it says the same',
  seeds: () => [...requestSeeds, ...responseSeeds].map(latin1),
  words: httpWords,
  maxBytes: 1200,
  run: fuzzHttp1,
};
