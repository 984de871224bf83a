import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { firstLine, RuntimeFailure } from '@weir/service';

/**
 * Looks whether a file of trusted authorities can be used: OpenSSL itself takes a file without any certificate for an empty list,
 * and then trusts nobody without a word. Throws RuntimeFailure.
 */
export function checkTrustedFile(option: string, file: string): void {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    throw new RuntimeFailure(`${option}: cannot read ${file}: ${firstLine(error)}`);
  }
  const blocks = pem.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END [^-]+-----/g) ?? [];
  if (blocks.length === 0) throw new RuntimeFailure(`${option}: ${file} holds no certificate in PEM form`);
  for (const [index, block] of blocks.entries()) {
    try {
      void new X509Certificate(block);
    } catch (error) {
      throw new RuntimeFailure(`${option}: certificate ${index + 1} of ${file} cannot be read: ${firstLine(error)}`);
    }
  }
}
