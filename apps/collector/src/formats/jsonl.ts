import type { ExportFormat } from './export-format.ts';

/** JSON Lines: each flow as the API answers it. */
export const jsonl: ExportFormat = {
  contentType: 'application/jsonl; charset=utf-8',
  fileName: 'flows.jsonl',
  head: '',
  separator: '',
  tail: '',
  write: (flow) => `${JSON.stringify(flow)}\n`,
};
