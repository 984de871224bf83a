import type { Command } from './command.ts';
import { upOptions } from './options.ts';

/** `weir up`: data plane and collector, as run-up.ts puts them together. */
export const up: Command<typeof upOptions> = {
  name: 'up',
  operands: '',
  summary: 'run proxies that capture what passes, with the page and the query API',
  options: upOptions,
  notes: [
    'SIZE is a number of bytes, with k, m, g or t behind it (of 1024), or unlimited. --set name=value is --name value.',
    'Modes and the first minute: README.md. Clients that must trust the authority: docs/certificates.md. The API: docs/query-api.md.',
  ],
  examples: [
    ['weir up', 'an explicit proxy on port 8080'],
    ['weir up --mode regular@127.0.0.1:8888 --mode reverse:https://example.com@8443', 'one for this machine alone, and one that stands before example.com'],
    ['weir up --home /var/lib/weir --retention-age 7 --retention-bytes 10g --log-format json', 'to leave running'],
  ],
  // All of a data plane and what it stands on is loaded when it is wanted: the other commands answer at once.
  run: async (values, operands) => (await import('./run-up.ts')).runUp(values, operands),
};
