import { readFileSync } from 'node:fs';
import { openssl, type folder } from '@weir/x509/testing';

type File = ReturnType<typeof folder>;

const extensions = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n';

export interface OpensslAuthority {
  readonly key: string;
  readonly certificate: string;
}

interface Options {
  /** Arguments of `openssl req`; default EC P-256. */
  readonly newKey?: readonly string[];
  /** Lines of an extension file; default an authority's. */
  readonly extensions?: string;
}

/** An authority by the openssl command; `issuer` names an earlier one. A dot in front of the file names: nothing that Weir looks for. */
export function opensslAuthority(file: File, name: string, issuer?: string, options: Options = {}): OpensslAuthority {
  const path = (of: string, ending: string): string => file(`.${of}.${ending}`);
  const newKey = options.newKey ?? ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  openssl('req', '-new', ...newKey, '-nodes', '-subj', `/CN=${name}`, '-keyout', path(name, 'key'), '-out', path(name, 'csr'));
  const signed = issuer === undefined ? ['-signkey', path(name, 'key')] : ['-CA', path(issuer, 'crt'), '-CAkey', path(issuer, 'key'), '-CAcreateserial'];
  file(`.${name}.ext`, options.extensions ?? extensions);
  openssl('x509', '-req', '-in', path(name, 'csr'), ...signed, '-days', '2', '-extfile', path(name, 'ext'), '-out', path(name, 'crt'));
  return { key: readFileSync(path(name, 'key'), 'utf8'), certificate: readFileSync(path(name, 'crt'), 'utf8') };
}

/** The layout of mitmproxy 12's mitmproxy-ca.pem: a PKCS#1 key, then the certificate, RSA 2048, with extendedKeyUsage. */
export function mitmproxyAuthority(file: File): string {
  const made = opensslAuthority(file, 'mitmproxy', undefined, { newKey: ['-newkey', 'rsa:2048'], extensions: `${extensions}extendedKeyUsage=serverAuth\n` });
  return openssl('rsa', '-in', file('.mitmproxy.key'), '-traditional') + made.certificate;
}
