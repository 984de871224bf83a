import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { PeerCertificate, TlsFacts } from '@weir/core';

/** What was agreed on. `sni` is what the client sent, or what we asked the server for. */
export function tlsFacts(socket: TLSSocket, sni: string | undefined, certificate?: PeerCertificate): TlsFacts {
  const facts: { -readonly [K in keyof TlsFacts]: TlsFacts[K] } = { version: socket.getProtocol() ?? '', cipher: socket.getCipher().name };
  if (typeof socket.alpnProtocol === 'string' && socket.alpnProtocol !== '') facts.alpn = socket.alpnProtocol;
  if (sni !== undefined && sni !== '') facts.sni = sni;
  if (certificate !== undefined) facts.certificate = certificate;
  return facts;
}

/** The certificate that the peer showed in this handshake; none where the session was resumed. */
export function certificateOf(socket: TLSSocket): PeerCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined ? undefined : peerCertificate(certificate);
}

export function peerCertificate(certificate: X509Certificate): PeerCertificate {
  const subject = certificate.subject ?? '';
  const commonName = attribute(subject, 'CN');
  const organization = attribute(subject, 'O');
  return {
    subject: oneLine(subject),
    issuer: oneLine(certificate.issuer ?? ''),
    notAfter: isoDate(certificate.validTo),
    names: alternativeNames(certificate.subjectAltName ?? ''),
    ...(commonName === undefined ? {} : { commonName }),
    ...(organization === undefined ? {} : { organization }),
  };
}

function isoDate(text: string): string {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : at.toISOString();
}

/** Node writes one attribute a line. */
function oneLine(name: string): string {
  return name.split('\n').join(', ');
}

function attribute(name: string, type: string): string | undefined {
  const prefix = `${type}=`;
  return name.split('\n').find((line) => line.startsWith(prefix))?.slice(prefix.length);
}

/**
 * `DNS:a, IP Address:1.2.3.4`, a value that holds commas or quotes written as a JSON string (Node, X509Certificate.subjectAltName):
 * quoted values are skipped whole, so that a hostile name cannot pretend to be two.
 */
export function alternativeNames(text: string): string[] {
  const names: string[] = [];
  for (const match of text.matchAll(/(?:^|, )(DNS|IP Address|[^:,"]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)) {
    const [, kind, value] = match;
    if (value === undefined || value.startsWith('"')) continue;
    if (kind === 'DNS' || kind === 'IP Address') names.push(value);
  }
  return names;
}
