import { ConfigError, choice, flag, grouped, integer, optionalText, own } from '@weir/service';
import { ApiClient } from './api-client.ts';
import type { Command } from './command.ts';
import { flowLine } from './flow-table.ts';
import { clientOptions } from './options.ts';

const options = {
  ...own('flows', grouped('Which flows, and how', {
    tail: flag(false, 'print flows as they pass, from now until Ctrl-C; --since, --until and -n do not count then'),
    since: optionalText('T', 'flows that began then or later: 2026-11-23T10:00:00Z, or so long ago: -15m (s, m, h, d, w)'),
    until: optionalText('T', 'flows that began before then'),
    count: integer(100, 1, 1_000_000, 'N', 'no more than so many: the newest', { short: 'n' }),
    format: choice(['table', 'json', 'har', 'curl'], 'table', 'one line a flow; one JSON object a line, as the API has it; an HTTP Archive; a script of curl commands'),
  })),
  ...clientOptions,
};

/** `weir flows [FILTER]`: lists what was captured, oldest first, or follows it. */
export const flows: Command<typeof options> = {
  name: 'flows',
  operands: '[FILTER]',
  summary: 'list captured flows, or follow them with --tail',
  options,
  notes: [
    "FILTER is mitmproxy's language, as one argument: ~d REGEX (host), ~u REGEX (URL), ~m POST (method), ~c 404 (status), ~b REGEX (bodies), ~e (failed), ~tcp; "
    + 'with ! & | and ( ). A word alone is looked for in the URL. docs/specs/filter-language.md has all of it.',
  ],
  examples: [
    ["weir flows '~c 500 | ~e' --since -15m", 'answered 500, or failed, in the last 15 minutes'],
    ["weir flows '~d example.com & ~m POST' --tail", 'what is posted there from now on'],
    ['weir flows -n 1 --format json', 'the newest one, for programs'],
    ["weir flows '~d example.com' -n 1000 --format har > flows.har", 'for a browser or another tool, bodies included'],
  ],
  async run(values, operands) {
    if (operands.length > 1) throw new ConfigError('give the filter as one argument: quote it');
    const client = new ApiClient(values);
    const print = values.format === 'json' ? JSON.stringify : flowLine;
    const filter = operands[0];
    if (values.format === 'har' || values.format === 'curl') {
      if (values.tail) throw new ConfigError(`--tail prints flows one by one: ${values.format} is a whole document`);
      const { format, since, until } = values;
      for await (const text of client.export({ format, filter, since, until, limit: String(values.count) })) process.stdout.write(text);
      return 0;
    }
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
