import { encode } from './asn1.ts';
import {
  alternativeNames, authorityKeyIdentifier, basicConstraintsAuthority, basicConstraintsLowest, clientUsage, keyUsageAuthority, keyUsageSignature, nameConstraints, serverUsage,
  subjectKeyIdentifier,
} from './extensions.ts';
import { subjectNames } from './names.ts';

const names = subjectNames([], ['a.example', '192.0.2.7']);

/** The octets are written out by hand after RFC 5280, 4.2.1, and X.690. */
test.each([
  ['basicConstraints, critical', basicConstraintsAuthority(), '300f0603551d130101ff040530030101ff'],
  ['basicConstraints with a path length of 0', basicConstraintsLowest(), '30120603551d130101ff040830060101ff020100'],
  ['keyUsage, critical', keyUsageAuthority(), '300e0603551d0f0101ff040403020106'],
  ['keyUsage of a client', keyUsageSignature(), '300e0603551d0f0101ff040403020780'],
  ['subjectKeyIdentifier', subjectKeyIdentifier('\x01\x02'), '300b0603551d0e040404020102'],
  ['authorityKeyIdentifier', authorityKeyIdentifier('\x01\x02'), '300d0603551d230406300480020102'],
  ['extendedKeyUsage', serverUsage(), '30130603551d25040c300a06082b06010505070301'],
  ['extendedKeyUsage of a client', clientUsage(), '30130603551d25040c300a06082b06010505070302'],
  ['subjectAltName', alternativeNames(names, false), '301a0603551d1104133011' + '8209612e6578616d706c65' + '8704c0000207'],
  ['subjectAltName, critical', alternativeNames(names, true), '301d0603551d110101ff04133011' + '8209612e6578616d706c65' + '8704c0000207'],
  ['nameConstraints, permitted alone', nameConstraints(names.slice(0, 1), []), '301b0603551d1e0101ff0411300f' + 'a00d' + '300b8209612e6578616d706c65'],
  ['nameConstraints, both', nameConstraints(names.slice(0, 1), [{ kind: 'ip', bytes: Buffer.alloc(8) }, { kind: 'dns', bytes: Buffer.alloc(0) }]),
    '302d0603551d1e0101ff04233021' + 'a00d' + '300b8209612e6578616d706c65' + 'a110' + '300a87080000000000000000' + '30028200'],
])('%s', (_, node, hex) => {
  expect(encode(node).toString('hex')).toBe(hex);
});
