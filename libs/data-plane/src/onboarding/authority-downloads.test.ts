import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PlaneFolder } from '../../test/plane-folder.ts';
import { authorityDownloads } from './authority-downloads.ts';

test('the certificate in three forms, and its fingerprint; never the key', () => {
  using folder = new PlaneFolder();
  const { files, fingerprint } = authorityDownloads(folder.authority);
  expect(files.map(({ format, file, mediaType }) => [format, file, mediaType])).toEqual([
    ['pem', 'weir-ca.pem', 'application/x-x509-ca-cert'], ['p12', 'weir-ca.p12', 'application/x-pkcs12'], ['cer', 'weir-ca.cer', 'application/x-x509-ca-cert'],
  ]);
  const pem = readFileSync(folder.certs.certificateFile);
  expect(Buffer.from(files[0]!.content)).toEqual(pem);
  expect(Buffer.from(files[2]!.content)).toEqual(new X509Certificate(pem).raw);
  expect(fingerprint.replaceAll(':', '').toLowerCase()).toBe(createHash('sha256').update(new X509Certificate(pem).raw).digest('hex'));
  for (const { content } of files) expect(Buffer.from(content).toString('latin1')).not.toContain('PRIVATE KEY');
});

test('where there is no authority, that is said', () => {
  expect(() => authorityDownloads('/nonexistent')).toThrow(/there is no authority here yet/);
});
