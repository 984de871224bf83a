// node mint.ts COUNT: signs COUNT leaves of different names in this process. One line of JSON when it is done: what signing costs before anybody asks over a network.
import { generateKeyPairSync } from 'node:crypto';
import { createAuthority, issueLeaf, readAuthority, subjectNames } from '@weir/x509';

const total = Number(process.argv[2]);
const { key, certificate } = createAuthority(Date.now());
const authority = readAuthority({ text: key }, { text: certificate }, Date.now());
const publicKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' });
const warm = Math.ceil(total / 5);
let from = 0;
for (let i = 0; i < total; i++) {
  if (i === warm) from = performance.now();
  issueLeaf(authority, { names: subjectNames([`*.site-${i}.example`], [`www.site-${i}.example`]), organization: 'Example', publicKey, now: Date.now() });
}
process.stdout.write(`${JSON.stringify({ event: 'done', perSecond: (total - warm) / ((performance.now() - from) / 1_000), failed: 0 })}\n`);
