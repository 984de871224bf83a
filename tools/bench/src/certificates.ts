import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files in PEM form. */
export interface Certificates {
  readonly caKey: string;
  readonly caCert: string;
  readonly key: string;
  readonly cert: string;
  /** Key and certificate in one file, as haproxy wants them. */
  readonly both: string;
}

/** An authority (RSA, which every peer can sign with) and a certificate for localhost and 127.0.0.1 (P-256), valid for two days. Throws without openssl. */
export function makeCertificates(folder: string): Certificates {
  const file = (name: string): string => join(folder, name);
  const files = { caKey: file('ca.key'), caCert: file('ca.pem'), key: file('leaf.key'), cert: file('leaf.pem'), both: file('both.pem') };
  writeFileSync(file('leaf.ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:false\n');
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', files.caKey, '-out', files.caCert, '-days', '2', '-subj', '/CN=Weir benchmark authority',
    '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
  openssl('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', files.key, '-out', file('leaf.csr'), '-subj', '/CN=localhost');
  openssl('x509', '-req', '-in', file('leaf.csr'), '-CA', files.caCert, '-CAkey', files.caKey, '-CAcreateserial', '-days', '2', '-extfile', file('leaf.ext'), '-out', files.cert);
  writeFileSync(files.both, readFileSync(files.key, 'utf8') + readFileSync(files.cert, 'utf8'), { mode: 0o600 });
  return files;
}

function openssl(...args: string[]): void {
  const { status, stderr, error } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (error !== undefined) throw new Error(`the benchmark needs the program openssl: ${error.message}`);
  if (status !== 0) throw new Error(`openssl ${args[0]} failed: ${stderr}`);
}
