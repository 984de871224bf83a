import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { RuntimeFailure } from '@weir/service';
import { checkTrustedFile } from './trusted-file.ts';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'weir-trusted-')); });
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, 'ca.pem');
  writeFileSync(path, content);
  return path;
}

test('certificates, with text between them', () => {
  expect(() => checkTrustedFile('--x', file(`# ours\n${rootCertificates[0]}\n# theirs\n${rootCertificates[1]}\n`))).not.toThrow();
});

test.each([
  ['', /--x: .*ca\.pem holds no certificate in PEM form/],
  ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', /holds no certificate/],
  ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /certificate 1 of .* cannot be read/],
])('%j is refused', (content, message) => {
  expect(() => checkTrustedFile('--x', file(content))).toThrow(RuntimeFailure);
  expect(() => checkTrustedFile('--x', file(content))).toThrow(message);
});

test('a file that is not there', () => {
  expect(() => checkTrustedFile('--x', join(folder, 'none.pem'))).toThrow(/--x: cannot read .*none\.pem: ENOENT/);
});
