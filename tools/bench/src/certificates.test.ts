import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { makeCertificates } from './certificates.ts';

test('a leaf that its authority has signed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-certificates-'));
  try {
    const files = makeCertificates(folder);
    const authority = new X509Certificate(readFileSync(files.caCert));
    const leaf = new X509Certificate(readFileSync(files.cert));
    expect(authority.ca).toBe(true);
    expect(leaf.verify(authority.publicKey)).toBe(true);
    expect(leaf.checkHost('localhost')).toBe('localhost');
    expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1');
    const both = readFileSync(files.both);
    expect(() => createSecureContext({ key: both, cert: both })).not.toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
