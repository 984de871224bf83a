import { FilterError, type Filter } from './filter.ts';
import { parseFilter } from './parse.ts';
import { noBodies, predicate } from './predicate.ts';

/** For a fuzzer: any bytes are a filter, whose predicate can be made and run, or a FilterError with a position within the text. */
export function fuzzFilter(bytes: Uint8Array): Filter | FilterError {
  const text = Buffer.from(bytes).toString('utf8');
  try {
    const filter = parseFilter(text, { nowUs: 0 });
    predicate(filter)(emptyFlow, noBodies);
    return filter;
  } catch (error) {
    if (error instanceof FilterError && error.position >= 0 && error.position <= text.length) return error;
    throw error;
  }
}

const emptyFlow = {
  id: '00000000000000000000000000', type: 'tcp', state: 'open', revision: 1, mode: 'regular', producer: 'p',
  startedAt: '1970-01-01T00:00:00.000000Z', client: { address: '127.0.0.1', port: 1 },
} as const;
