import { X509Certificate } from 'node:crypto';
import { encodePem, encodePkcs12 } from '@weir/x509';
import { CaClient } from './ca-client.ts';
import type { CaValues } from './options.ts';

/** What clients are to trust, by the service: all roots, or as DER the one that signs. */
export async function exportedBundle(values: CaValues): Promise<Uint8Array> {
  using client = await CaClient.anonymous(values);
  const roots = await client.bundle();
  switch (values.format) {
    case 'pem': return Buffer.from(roots.map(({ der }) => encodePem('CERTIFICATE', der)).join(''));
    case 'p12': return encodePkcs12(roots.map(({ der }) => new X509Certificate(der)));
    case 'cer': return roots[0]!.der;
  }
}
