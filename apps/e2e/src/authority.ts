import { writeFileSync } from 'node:fs';
import { run } from './child.ts';
import type { Folder } from './folder.ts';

export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** An authority of the world outside, by the openssl command: what the test's servers show. */
export class OutsideAuthority {
  readonly folder: Folder;
  readonly certificate: string;

  private constructor(folder: Folder) {
    this.folder = folder;
    this.certificate = folder.file('outside-ca.pem');
  }

  static async create(folder: Folder): Promise<OutsideAuthority> {
    const authority = new OutsideAuthority(folder);
    await openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=Outside CA',
      '-keyout', folder.file('outside-ca.key'), '-out', authority.certificate);
    return authority;
  }

  /** Names: DNS names or IPv4 literals; the first is the CN. `usage`: what it is for (RFC 5280, 4.2.1.12). */
  async issue(names: readonly string[], organization = 'Origin Ltd', usage: 'serverAuth' | 'clientAuth' = 'serverAuth'): Promise<ServerCertificate> {
    const file = (ending: string): string => this.folder.file(`${names[0]!.replaceAll('*', 'star')}.${ending}`);
    const san = names.map((name) => `${/^[\d.]+$/.test(name) ? 'IP' : 'DNS'}:${name}`).join(',');
    writeFileSync(file('ext'), `subjectAltName=${san}\nextendedKeyUsage=${usage}\n`);
    await openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${names[0]!}/O=${organization}`, '-keyout', file('key'), '-out', file('csr'));
    await openssl('x509', '-req', '-in', file('csr'), '-CA', this.certificate, '-CAkey', this.folder.file('outside-ca.key'), '-CAcreateserial', '-days', '2', '-extfile', file('ext'), '-out', file('crt'));
    return { certificate: file('crt'), key: file('key') };
  }
}

async function openssl(...args: string[]): Promise<void> {
  const result = await run('openssl', args);
  if (result.code !== 0) throw new Error(`openssl ${args[0]}: ${result.stderr}`);
}
