import { grouped, integer, list, optionalText, parsed, parseApiAddress, size, type Values } from '@weir/service';
import type { RetentionLimits } from './retention.ts';

/** Where a collector serves, and how long it keeps what it has. */
export const collectorOptions = {
  ...grouped('Page and query API', {
    api: parsed('127.0.0.1:8081', 'HOST:PORT', 'where the page and the query API listen; http://HOST:PORT does as well; port 0 picks a free one', parseApiAddress),
    api_token: optionalText('T|@FILE', 'the token that lets in, itself or the file with it; without it the one in --home, made at first start', { secret: true }),
    api_hosts: list([], 'NAME', 'a further name by which the API may be called (Host header)'),
  }),
  ...grouped('What is kept', {
    retention_age: integer(undefined, 1, 3_650, 'DAYS', 'drop flows that are older; without it none'),
    retention_bytes: size(undefined, 'drop the oldest flows when flows.db grows larger; without it none'),
  }),
};

/** What the options say about how long flows are kept. */
export function retentionLimits({ retention_age: days, retention_bytes: maxBytes }: Pick<Values<typeof collectorOptions>, 'retention_age' | 'retention_bytes'>): RetentionLimits {
  return { ...(days === undefined ? {} : { ageMs: days * 86_400_000 }), ...(maxBytes === undefined ? {} : { maxBytes }) };
}
