// node callers.ts PORT IDENTITY TOKEN COUNT AT_ONCE: enrolls, then asks for COUNT leaves of different names, AT_ONCE at a time over one connection. One line of JSON when it is done.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { credentials, Metadata } from '@grpc/grpc-js';
import { CertificateAuthorityClient } from '@weir/ca-api';
import { createSigningRequest, encodePem } from '@weir/x509';

const [port, identity, token, count, atOnce] = process.argv.slice(2) as [string, string, string, string, string];
const root = readFileSync(identity);

async function enroll(): Promise<CertificateAuthorityClient> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const stranger = new CertificateAuthorityClient(`localhost:${port}`, credentials.createSsl(root));
  const certificate = await new Promise<Buffer>((resolve, reject) => {
    stranger.enroll({ csr: createSigningRequest(privateKey, 'bench') }, metadata, (error, enrolled) => (error === null ? resolve(enrolled.certificate) : reject(error)));
  });
  stranger.close();
  const key = Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return new CertificateAuthorityClient(`localhost:${port}`, credentials.createSsl(root, key, Buffer.from(encodePem('CERTIFICATE', certificate))));
}

const client = await enroll();
const publicKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' });
const total = Number(count);
let begun = 0;
let done = 0;
let failed = 0;
let from = 0;
process.stdout.write('{"event":"ready"}\n');
for (let i = 0; i < Number(atOnce); i++) ask();

function ask(): void {
  if (begun === total) return;
  const like = { commonName: undefined, organization: 'Example', names: [`*.site-${begun}.example`] };
  client.issueLeaf({ publicKey, names: [`www.site-${begun++}.example`], like }, (error) => {
    if (error !== null) failed++;
    // The first fifth compiles code on both sides.
    if (++done === Math.ceil(total / 5)) {
      from = performance.now();
      process.stdout.write('{"event":"warm"}\n');
    }
    if (done === total) end();
    else ask();
  });
}

function end(): void {
  const seconds = (performance.now() - from) / 1_000;
  process.stdout.write(`${JSON.stringify({ event: 'done', perSecond: (total - Math.ceil(total / 5)) / seconds, failed })}\n`);
  client.close();
}
