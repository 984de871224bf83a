import { exportAuthority } from '@weir/certs';
import { ConfigError, RuntimeFailure, choice, firstLine } from '@weir/service';
import type { Command } from './command.ts';
import { homeDirectory, homePaths } from './home.ts';
import { clientOptions } from './options.ts';

const options = {
  home: clientOptions.home,
  format: choice(['pem', 'p12', 'cer'], 'pem', 'PEM; PKCS#12 without a key; DER'),
};

/** `weir ca export`: writes the authority's certificate, never its key, to standard output. */
export const ca: Command<typeof options> = {
  name: 'ca',
  operands: 'export',
  summary: "write the authority's certificate, for clients to trust",
  options,
  async run(values, operands) {
    if (operands.length !== 1 || operands[0] !== 'export') throw new ConfigError('weir ca knows one thing to do: export');
    const { authority } = homePaths(homeDirectory(values.home));
    let bytes: Uint8Array;
    try {
      bytes = await exportAuthority(authority, values.format);
    } catch (error) {
      throw new RuntimeFailure(firstLine(error));
    }
    process.stdout.write(bytes);
    return 0;
  },
};
