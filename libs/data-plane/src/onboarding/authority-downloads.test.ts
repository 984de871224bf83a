import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PlaneFolder } from '../../test/plane-folder.ts';
import { directoryDownloads, rootDownloads } from './authority-downloads.ts';

test('the certificate in three forms, and its fingerprint; never the key', () => {
  using folder = new PlaneFolder();
  const { files, fingerprint, fingerprintCommand } = directoryDownloads(folder.authority);
  expect(files.map(({ format, file, mediaType }) => [format, file, mediaType])).toEqual([
    ['pem', 'weir-ca.pem', 'application/x-x509-ca-cert'], ['p12', 'weir-ca.p12', 'application/x-pkcs12'], ['cer', 'weir-ca.cer', 'application/x-x509-ca-cert'],
  ]);
  const pem = readFileSync(folder.certs.certificateFile);
  expect(Buffer.from(files[0]!.content)).toEqual(pem);
  expect(Buffer.from(files[2]!.content)).toEqual(new X509Certificate(pem).raw);
  expect(fingerprint.replaceAll(':', '').toLowerCase()).toBe(createHash('sha256').update(new X509Certificate(pem).raw).digest('hex'));
  expect(fingerprintCommand).toBe('weir ca export | openssl x509 -noout -fingerprint -sha256');
  for (const { content } of files) expect(Buffer.from(content).toString('latin1')).not.toContain('PRIVATE KEY');
});

test('where there is no authority, that is said', () => {
  expect(() => directoryDownloads('/nonexistent')).toThrow(/there is no authority here yet/);
});

test('of several roots all are taken, and of a single one the first', () => {
  using first = new PlaneFolder();
  using second = new PlaneFolder();
  const roots = [first, second].map(({ certs }) => new X509Certificate(readFileSync(certs.certificateFile)));
  const { files, fingerprint, fingerprintCommand } = rootDownloads(roots);
  expect(Buffer.from(files[0]!.content).toString()).toBe(roots.map(String).join(''));
  expect([Buffer.from(files[2]!.content), fingerprint, fingerprintCommand]).toEqual([roots[0]!.raw, roots[0]!.fingerprint256, undefined]);
});
