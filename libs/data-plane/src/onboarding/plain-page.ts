import type { AuthorityDownloads } from './authority-downloads.ts';
import { instructions, type Instruction } from './instructions.ts';

/** The page for terminals: what to fetch from `host`, and the lines that make clients trust it. */
export function plainPage({ fingerprint, fingerprintCommand }: AuthorityDownloads, host: string): string {
  const compared = fingerprintCommand === undefined ? "what whoever runs Weir's certificate authority says" : `what whoever runs this Weir sees (${fingerprintCommand})`;
  return `Your traffic passes through Weir. To look inside TLS it shows certificates of an authority of its own, which clients have to trust.

Take its certificate (p12, with an empty password, and cer are beside pem):
  curl -fo weir-ca.pem http://${host}/cert/pem

SHA-256, to be compared with ${compared}:
  ${fingerprint}

${instructions.flatMap((group) => group.instructions).flatMap(paragraph).join('\n\n')}

What has no lines to copy (phones, Firefox) is told by the page that browsers get at http://${host}/
`;
}

/** Nothing where there is nothing to copy. */
function paragraph({ title, steps }: Instruction): string[] {
  const lines = steps.flatMap((step) => (typeof step === 'string' ? [] : step.lines.split('\n').map((line) => `  ${line}`)));
  return lines.length === 0 ? [] : [`${title}\n${lines.join('\n')}`];
}
