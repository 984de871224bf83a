import type { Command } from './command.ts';
import { redactCommandOptions } from './redact-options.ts';

/** `weir redact [FILTER]`: what rules of redaction would have done to flows that are stored. Prints no value. */
export const redact: Command<typeof redactCommandOptions> = {
  name: 'redact',
  operands: '[FILTER]',
  summary: 'try rules of redaction on captured flows, and change nothing',
  options: redactCommandOptions,
  notes: [
    'One line for each rule and place in a flow, newest first: the ID, where, the rule, how many values. The values themselves are not shown, and those that are hashes already do not count.',
    'Rules are for weir up and the services, which redact before anything is published: docs/redaction.md.',
  ],
  examples: [
    ['weir redact --redact-headers default --redact-query token', 'what the default list of headers and one parameter would hide'],
    ["weir redact '~d api.example.com' --redact-json '$..password' --since -1h", 'in the JSON of the last hour'],
  ],
  // Rules are loaded when they are wanted, as all that a data plane is made of.
  run: async (values, operands) => (await import('./run-redact.ts')).runRedact(values, operands),
};
