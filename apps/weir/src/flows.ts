import { ConfigError, choice, flag, integer, optionalText } from '@weir/service';
import { ApiClient } from './api-client.ts';
import type { Command } from './command.ts';
import { flowLine } from './flow-table.ts';
import { clientOptions } from './options.ts';

const options = {
  ...clientOptions,
  tail: flag(false, 'print flows as they pass, until interrupted'),
  since: optionalText('T', 'no older than this: ISO 8601, or -15m'),
  until: optionalText('T', 'no younger than this'),
  count: integer(100, 1, 1_000_000, 'N', 'at most so many', { short: 'n' }),
  format: choice(['table', 'json'], 'table', 'one line a flow, or one JSON object a line'),
};

/** `weir flows [FILTER]`: lists what was captured, oldest first, or follows it. */
export const flows: Command<typeof options> = {
  name: 'flows',
  operands: '[FILTER]',
  summary: 'list captured flows, or follow them with --tail',
  options,
  async run(values, operands) {
    if (operands.length > 1) throw new ConfigError('give the filter as one argument: quote it');
    const client = new ApiClient(values);
    const print = values.format === 'json' ? JSON.stringify : flowLine;
    const filter = operands[0];
    if (values.tail) {
      for await (const flow of client.tail(filter)) process.stdout.write(`${print(flow)}\n`);
      return 0;
    }
    const found = [];
    let cursor: string | undefined;
    do {
      const limit = String(Math.min(1000, values.count! - found.length));
      const page = await client.flows({ filter, since: values.since, until: values.until, limit, cursor });
      found.push(...page.flows);
      cursor = page.next;
    } while (cursor !== undefined && found.length < values.count!);
    for (const flow of found.reverse()) process.stdout.write(`${print(flow)}\n`);
    return 0;
  },
};
