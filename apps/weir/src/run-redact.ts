import { openRedaction } from '@weir/data-plane/redaction';
import type { FlowJson, MessageJson } from '@weir/flow';
import { maxRedactedBytes } from '@weir/redaction';
import { ConfigError, type Values } from '@weir/service';
import { ApiClient } from './api-client.ts';
import { DryRun, type StoredParts, type WouldChange } from './dry-run.ts';
import type { redactCommandOptions } from './redact-options.ts';

type RedactValues = Values<typeof redactCommandOptions>;

/** Prints what rules would have done to stored flows, line by line, and the sum. Resolves to the exit code. */
export async function runRedact(values: RedactValues, operands: readonly string[]): Promise<number> {
  if (operands.length > 1) throw new ConfigError('give the filter as one argument: quote it');
  const dryRun = openDryRun(values);
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
}

function openDryRun(values: RedactValues): DryRun {
  return new DryRun((onFinding) => {
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
