import { ConfigError, choice, homeDirectory, homeOption, homePaths, own } from '@weir/service';
import type { Command } from './command.ts';

const options = {
  ...own('ca', { format: choice(['pem', 'p12', 'cer'], 'pem', 'PEM; PKCS#12 with an empty password; DER') }),
  home: homeOption,
};

/** `weir ca export`: writes the authority's certificate, never its key, to standard output. */
export const ca: Command<typeof options> = {
  name: 'ca',
  operands: 'export',
  summary: "write the authority's certificate, for clients to trust",
  options,
  notes: ['It goes to standard output; the key never does. docs/certificates.md tells how each kind of client is made to trust it.'],
  examples: [
    ['weir ca export > weir-ca.pem', 'for curl --cacert, NODE_EXTRA_CA_CERTS, most systems'],
    ['weir ca export --format cer > weir-ca.cer', 'for Windows, Android, iOS'],
  ],
  async run(values, operands) {
    if (operands.length !== 1 || operands[0] !== 'export') throw new ConfigError('weir ca knows one thing to do: export');
    const { authority } = homePaths(homeDirectory(values.home));
    // What makes and reads certificates is loaded when it is wanted.
    const { exportCertificate } = await import('./authority.ts');
    process.stdout.write(await exportCertificate(authority, values.format));
    return 0;
  },
};
