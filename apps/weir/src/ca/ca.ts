import type { Command } from '../command.ts';
import { caOptions } from './options.ts';

/** `weir ca`: the certificate of the authority in `--home`, or the authority service of `--ca-url`. */
export const ca: Command<typeof caOptions> = {
  name: 'ca',
  operands: 'ACTION',
  summary: "the authority's certificate, what it has issued, a new root for it",
  options: caOptions,
  notes: [
    'ACTION is export, issued, rotate STEP, or import KEY [CHAIN].',
    'export writes the certificate for clients to standard output; the key never leaves. docs/certificates.md tells how each kind of client is made to trust it.',
    'issued and rotate ask the certificate authority service at --ca-url, whose policy must permit it: docs/certificate-authority.md. The steps are prepare, activate and retire.',
    'import takes over an existing authority, PEM files of its key and its certificate with those above it, into --home: as the authority where there is none, else as the next root.',
  ],
  examples: [
    ['weir ca export > weir-ca.pem', 'for curl --cacert, NODE_EXTRA_CA_CERTS, most systems'],
    ['weir ca export --format cer > weir-ca.cer', 'for Windows, Android, iOS'],
    ['weir ca issued --host www.example.com', 'who got a certificate with this name; with WEIR_CA_URL, WEIR_CA_TRUST and WEIR_CA_TOKEN set'],
    ['weir ca import --home /var/lib/weir company-ca.key company-ca.pem', "an organisation's intermediate, with its chain"],
  ],
  // What makes and reads certificates is loaded when it is wanted.
  run: async (values, operands) => (await import('./run-ca.ts')).runCa(values, operands),
};
