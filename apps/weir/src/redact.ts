import { redactionRuleOptions } from '@weir/data-plane/options';
import type { FlowJson, MessageJson } from '@weir/flow';
import { ConfigError, grouped, integer, optionalText, own } from '@weir/service';
import { ApiClient } from './api-client.ts';
import type { Command } from './command.ts';
import type { DryRun, StoredParts, WouldChange } from './dry-run.ts';
import { clientOptions } from './options.ts';

const options = {
  ...own('redact', grouped('Which flows', {
    since: optionalText('T', 'flows that began then or later: 2026-11-23T10:00:00Z, or so long ago: -15m (s, m, h, d, w)'),
    until: optionalText('T', 'flows that began before then'),
    count: integer(1000, 1, 1_000_000, 'N', 'no more than so many: the newest', { short: 'n' }),
  })),
  ...redactionRuleOptions([]),
  ...clientOptions,
};

/** `weir redact [FILTER]`: what rules of redaction would have done to flows that are stored. Prints no value. */
export const redact: Command<typeof options> = {
  name: 'redact',
  operands: '[FILTER]',
  summary: 'try rules of redaction on captured flows, and change nothing',
  options,
  notes: [
    'One line for each rule and place in a flow, newest first: the ID, where, the rule, how many values. The values themselves are not shown, and those that are hashes already do not count.',
    'Rules are for weir up and the services, which redact before anything is published: docs/redaction.md.',
  ],
  examples: [
    ['weir redact --redact-headers default --redact-query token', 'what the default list of headers and one parameter would hide'],
    ["weir redact '~d api.example.com' --redact-json '$..password' --since -1h", 'in the JSON of the last hour'],
  ],
  async run(values, operands) {
    if (operands.length > 1) throw new ConfigError('give the filter as one argument: quote it');
    const dryRun = await openDryRun(values);
    const client = new ApiClient(values);
    const sum = { flows: 0, changed: 0, values: 0, dropped: 0 };
    let cursor: string | undefined;
    do {
      const limit = String(Math.min(100, values.count! - sum.flows));
      const page = await client.flows({ filter: operands[0], since: values.since, until: values.until, limit, cursor });
      for (const flow of page.flows) {
        const would = await dryRun.look(flow, storedParts(client, flow));
        const lines = changeLines(flow.id, would);
        for (const line of lines) process.stdout.write(`${line}\n`);
        sum.flows++;
        if (lines.length > 0) sum.changed++;
        for (const { count } of would.values) sum.values += count;
        for (const { count } of would.dropped) sum.dropped += count;
      }
      cursor = page.next;
    } while (cursor !== undefined && sum.flows < values.count!);
    process.stdout.write(`${sum.changed} of ${sum.flows} flows would change: ${sum.values} values replaced, ${sum.dropped} bodies or messages dropped\n`);
    return 0;
  },
};

/** Rules are loaded when they are wanted, as all that a data plane is made of. */
async function openDryRun(values: Parameters<typeof redact.run>[0]): Promise<DryRun> {
  const [{ openRedaction }, { DryRun: Run }, { maxRedactedBytes }] = await Promise.all([import('@weir/data-plane/redaction'), import('./dry-run.ts'), import('@weir/redaction')]);
  return new Run((onFinding) => {
    const redaction = openRedaction(values, onFinding);
    if (redaction === undefined) throw new ConfigError('there is no rule to try: give --redact-headers, --redact-query or --redact-json');
    return redaction;
  }, maxRedactedBytes);
}

function storedParts(client: ApiClient, flow: FlowJson): StoredParts {
  return {
    body: (side) => client.rawBody(flow.id, side),
    async *messages(): AsyncGenerator<MessageJson> {
      let cursor: string | undefined;
      do {
        const page = await client.messages(flow.id, { limit: '100', cursor });
        yield* page.messages;
        cursor = page.next;
      } while (cursor !== undefined);
    },
  };
}

/** What is printed of one flow. Names of fields are the peer's: a terminal must not obey them. */
export function changeLines(id: string, { values, dropped }: WouldChange): string[] {
  return [
    ...values.map(({ where, rule, count }) => `${id}  ${where.padEnd(32)}  ${rule}${count === 1 ? '' : `  ${count} values`}`),
    ...dropped.map(({ where, bytes, count }) => `${id}  ${where.padEnd(32)}  cannot be read: ${count === 1 ? '' : `${count} `}dropped (${bytes} bytes)`),
  ].map((line) => line.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd'));
}
