import { createPublicKey } from 'node:crypto';
import { readSigningRequest } from '@weir/x509';
import { fixtures } from '../fixture-files.ts';
import { expectThat, type Target } from '../target.ts';
import { unlessRefused } from './authority-error.ts';

export const signingRequest: Target = {
  name: 'signing-request',
  about: 'a certification request (PKCS#10): the key that it is signed with, or an AuthorityError',
  seeds: () => fixtures('tools/fuzz/fixtures', '.csr.bin'),
  words: ['\x30\x82', '\x30\x80', '\x30\x00', '\xa0\x00', '\x03\x42\x00\x04', '\x03\x00', '\x02\x01\x00', '\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02', '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b', '\x05\x00', '\x1f\x81'],
  maxBytes: 1500,
  run(input) {
    const request = unlessRefused(() => readSigningRequest(input));
    if (request === undefined) return;
    const again = createPublicKey({ key: request.publicKey, format: 'der', type: 'spki' }).export({ type: 'spki', format: 'der' });
    expectThat(again.equals(request.publicKey) && Buffer.from(input).includes(request.publicKey), () => `a key that is not in the request: ${request.publicKey.toString('hex')}`);
  },
};
