import { createSecureContext, type SecureContext } from 'node:tls';
import type { LeafRequest } from '@weir/core';
import { AuthorityError, certificateFacts, readCertificates, subjectName } from '@weir/x509';
import type { ClientTls } from '../client-tls.ts';
import { readSecret } from './files.ts';

/** A certificate to show instead of a made one: mitmproxy's option `certs`. */
export interface GivenCertificate {
  /** A DNS name, `*.parent`, an address, or `*` for all that have no better one. */
  readonly domain: string;
  /** PEM: private key, certificate, and its issuers. */
  readonly path: string;
}

/** Reads `[domain=]path`. */
export function parseGivenCertificate(text: string): GivenCertificate {
  const at = text.indexOf('=');
  return at < 0 ? { domain: '*', path: text } : { domain: text.slice(0, at), path: text.slice(at + 1) };
}

/** Finds the given certificate for a request. Those that are named by the option go before those that name themselves. */
export class GivenCertificates {
  readonly #contexts = new Map<string, SecureContext>();

  /** Reads all files; throws AuthorityError where one cannot be used. */
  constructor(given: readonly GivenCertificate[], tls: ClientTls) {
    const loaded = given.map(({ domain, path }) => ({ domain: normalDomain(domain, path), ...load(path, tls) }));
    for (const { names, context } of loaded) for (const name of names) this.#contexts.set(name, context);
    for (const { domain, context } of loaded) this.#contexts.set(domain, context);
  }

  find({ names, like }: LeafRequest): SecureContext | undefined {
    if (this.#contexts.size === 0) return undefined;
    // What the client asked for goes before what else the server is called.
    for (const text of [...names, like?.commonName ?? '', ...like?.names ?? []]) {
      const name = subjectName(text);
      if (name === undefined) continue;
      for (const form of name.kind === 'ip' ? [name.text] : forms(name.text)) {
        const context = this.#contexts.get(form);
        if (context !== undefined) return context;
      }
    }
    return this.#contexts.get('*');
  }
}

/** `www.example.com`, `*.example.com`, `*.com`. */
function forms(name: string): string[] {
  const labels = name.split('.');
  return [name, ...labels.slice(1).map((_, i) => `*.${labels.slice(i + 1).join('.')}`)];
}

function normalDomain(domain: string, path: string): string {
  const name = domain === '*' ? domain : subjectName(domain)?.text;
  if (name === undefined) throw new AuthorityError(`"${domain}" (certs) is neither a domain, nor *.domain, nor an address, nor *`, { file: path });
  return name;
}

function load(file: string, tls: ClientTls): { readonly names: readonly string[]; readonly context: SecureContext } {
  const text = readSecret(file);
  if (text === undefined) throw new AuthorityError('there is no such file (certs)', { file });
  const [certificate] = readCertificates({ text, file });
  const facts = certificateFacts(certificate!.raw);
  const names = [facts?.commonName ?? '', ...facts?.names ?? []].flatMap((name) => subjectName(name)?.text ?? []);
  try {
    return { names, context: createSecureContext({ ...tls, key: text, cert: text }) };
  } catch (error) {
    throw new AuthorityError(`OpenSSL does not take it (${(error as Error).message}): `
      + 'it must hold one private key, not encrypted, then its certificate, then the issuers', { file, cause: error });
  }
}
