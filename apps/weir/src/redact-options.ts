import { redactionRuleOptions } from '@weir/data-plane/options';
import { grouped, integer, optionalText, own } from '@weir/service';
import { clientOptions } from './options.ts';

/** Everything that `weir redact` can be told. */
export const redactCommandOptions = {
  ...own('redact', grouped('Which flows', {
    since: optionalText('T', 'flows that began then or later: 2026-11-23T10:00:00Z, or so long ago: -15m (s, m, h, d, w)'),
    until: optionalText('T', 'flows that began before then'),
    count: integer(1000, 1, 1_000_000, 'N', 'no more than so many: the newest', { short: 'n' }),
  })),
  ...redactionRuleOptions([]),
  ...clientOptions,
};
