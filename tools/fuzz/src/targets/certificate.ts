import { certificateFacts, parsePem } from '@weir/x509';
import { fixtures } from '../fixture-files.ts';
import { expectThat, type Target } from '../target.ts';

export const certificate: Target = {
  name: 'certificate',
  about: 'what a certificate says, DER or PEM: facts, or nothing',
  seeds: () => fixtures('tools/fuzz/fixtures', '.cert.bin'),
  words: ['\x30\x82', '\x30\x80', '\xa3', '\x06\x03\x55\x1d\x11', '\x04\x00', '\x82\x00', '\x87\x04', '\x02\x01', '\x1f\x81', '\x0c', '\x1e', '-----BEGIN CERTIFICATE-----\n', '-----END CERTIFICATE-----', ':\n\n'],
  maxBytes: 1500,
  run(input) {
    const facts = certificateFacts(input);
    expectThat(facts === undefined || facts.names.every((name) => name.length <= input.length * 4), () => 'names longer than the certificate');
    for (const { der } of parsePem(Buffer.from(input).toString('latin1'))) certificateFacts(der);
  },
};
