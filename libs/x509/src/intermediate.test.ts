import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { folder, openssl, thrown } from '../test/openssl.ts';
import { createAuthority, readAuthority, type Authority } from './authority.ts';
import { AuthorityError } from './error.ts';
import { issueIntermediate, type IntermediateOrder } from './intermediate.ts';
import { issueLeaf } from './leaf.ts';
import { nameSubtree, withinSubtrees, type NameSubtree } from './name-subtree.ts';
import { subjectName, subjectNames } from './names.ts';
import { certificateFacts } from './parse.ts';

const file = folder();
const now = Math.floor(Date.now() / 1000) * 1000;
const hour = 3_600_000;
const root = createAuthority(now, { commonName: 'Weir 2026' });
const authority = readAuthority({ text: root.key }, { text: root.certificate }, now);
file('root.pem', root.certificate);

const subtrees = (texts: string): NameSubtree[] => texts.split(' ').filter((text) => text !== '').map((text) => nameSubtree(text)!);
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const order: IntermediateOrder = {
  commonName: 'proxy', publicKey: keys.publicKey.export({ type: 'spki', format: 'der' }), now, lifetimeMs: 24 * hour, permitted: [], excluded: [],
};
const leafKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const leafKey = leafKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const publicKey = leafKeys.publicKey.export({ type: 'spki', format: 'der' });

/** An intermediate of the root, as its holder has it. */
function delegated(permitted: string, excluded = '', issuer = authority): Authority {
  const { chain } = issueIntermediate(issuer, { ...order, permitted: subtrees(permitted), excluded: subtrees(excluded) });
  return readAuthority({ text: key }, { text: chain }, now);
}

/** Whether openssl takes a leaf of the name, strictly. */
function isVerified(issuer: Authority, name: string): boolean {
  const leaf = file('leaf.pem', issueLeaf(issuer, { names: [subjectName(name)!], organization: 'Example', publicKey, now }).chain);
  try {
    openssl('verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', file('root.pem'), '-untrusted', leaf, leaf);
    return true;
  } catch (error) {
    expect(String((error as { stderr: string }).stderr)).toMatch(/error 4[78] at 0 depth lookup: (?:permitted|excluded) subtree violation/);
    return false;
  }
}

test('an intermediate says what it is', () => {
  const { der, chain, notAfter, serialNumber } = issueIntermediate(authority, { ...order, permitted: subtrees('example.com 10.0.0.0/8'), excluded: subtrees('b.example.com') });
  const text = openssl('x509', '-noout', '-text', '-in', file('intermediate.pem', chain));
  expect(text).toMatch(/Subject: CN ?= ?proxy\n/);
  expect(text).toMatch(/Issuer: CN ?= ?Weir 2026, O ?= ?Weir\n/);
  expect(text).toMatch(/X509v3 Basic Constraints: critical\s+CA:TRUE, pathlen:0\n/);
  expect(text).toMatch(/X509v3 Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
  expect(text).toMatch(/X509v3 Extended Key Usage: \s+TLS Web Server Authentication\n/);
  expect(text).toMatch(/X509v3 Name Constraints: critical\s+Permitted:\s+DNS:example.com\s+IP:10.0.0.0\/255.0.0.0\s+Excluded:\s+DNS:b.example.com\s+IP:0:0:0:0:0:0:0:0\/0:0:0:0:0:0:0:0\n/);
  const certificate = new X509Certificate(der);
  expect([serialNumber, notAfter]).toEqual([certificate.serialNumber, Date.parse(certificate.validTo)]);
  expect([Date.parse(certificate.validFrom), notAfter]).toEqual([now - hour, now + 24 * hour]);
  expect(certificate.checkIssued(authority.certificates[0]!)).toBe(true);
  expect(openssl('verify', '-x509_strict', '-CAfile', file('root.pem'), file('intermediate.pem'))).toContain('OK');
});

test('a kind of names of which none is permitted is excluded altogether', () => {
  const textOf = (permitted: string, excluded = ''): string => {
    const { chain } = issueIntermediate(authority, { ...order, permitted: subtrees(permitted), excluded: subtrees(excluded) });
    return /Name Constraints: critical\n([^]*?)\n {12}X509|Name Constraints: critical\n([^]*?)\n {4}Sig/.exec(openssl('x509', '-noout', '-text', '-in', file('kinds.pem', chain)))?.slice(1).join('')
      .replace(/\s+/g, ' ').trim() ?? 'none';
  };
  const v6 = 'IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0';
  expect(textOf('example.com')).toBe(`Permitted: DNS:example.com Excluded: IP:0.0.0.0/0.0.0.0 ${v6}`);
  expect(textOf('example.com', '10.0.0.0/8')).toBe(`Permitted: DNS:example.com Excluded: IP:0.0.0.0/0.0.0.0 ${v6}`);
  expect(textOf('10.0.0.0/8', '10.1.0.0/16 a.example')).toBe(`Permitted: IP:10.0.0.0/255.0.0.0 Excluded: IP:10.1.0.0/255.255.0.0 DNS: ${v6}`);
  expect(textOf('', '10.0.0.0/8')).toBe('Excluded: IP:10.0.0.0/255.0.0.0');
  expect(textOf('')).toBe('none');
});

describe('openssl and withinSubtrees agree', () => {
  const names = [
    'example.com', 'a.example.com', 'x.a.example.com', '*.example.com', '*.a.example.com', 'badexample.com', 'example.org', '*.example.org', '*.com', 'com',
    '10.1.2.3', '10.2.2.3', '192.0.2.1', '2001:db8::1', '2001:db9::1', '::1',
  ];
  test.each([
    ['example.com', ''],
    ['example.com', 'a.example.com'],
    ['a.example.com example.org', ''],
    ['10.0.0.0/8', ''],
    ['10.0.0.0/8', '10.1.0.0/16'],
    ['2001:db8::/32', ''],
    ['example.com 10.0.0.0/8 2001:db8::/32', 'a.example.com 10.1.0.0/16'],
    ['', 'example.com'],
    ['', '10.0.0.0/8 ::/0'],
    ['', ''],
  ])('(%s) without (%s)', (permitted, excluded) => {
    const issuer = delegated(permitted, excluded);
    // OpenSSL compares a wildcard as it stands: that one of those that it stands for is excluded it does not see.
    const blind = excluded.includes('a.example.com') ? ['*.example.com'] : excluded === 'example.com' ? ['*.com'] : [];
    const within = (name: string): boolean => withinSubtrees(subtrees(permitted), subtrees(excluded))(subjectName(name)!);
    const compared = names.filter((name) => !blind.includes(name));
    expect(compared.filter((name) => isVerified(issuer, name))).toEqual(compared.filter(within));
    expect(blind.filter(within)).toEqual([]);
  });
});

/** What a client of node:tls that trusts the root says of the leaf. */
async function answer(issuer: Authority, name: string): Promise<string> {
  const { chain } = issueLeaf(issuer, { names: subjectNames([], [name]), publicKey, now });
  const server = createServer({ key: leafKey, cert: chain }, (socket) => socket.on('error', () => undefined)).on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = subjectName(name)!.kind === 'ip';
  // `host` alone is what an address is checked against.
  const client = connect({ port: (server.address() as AddressInfo).port, ca: root.certificate, ...(address ? { host: name } : { host: '127.0.0.1', servername: name }) });
  try {
    await once(client, 'secureConnect');
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  } finally {
    client.destroy();
    server.close();
  }
}

describe('a client of node:tls', () => {
  test('accepts a leaf within, and refuses one outside', async () => {
    expect(await answer(delegated('example.com 127.0.0.0/8'), 'www.example.com')).toBe('accepted');
    expect(await answer(delegated('example.com 127.0.0.0/8'), '127.0.0.1')).toBe('accepted');
    expect(await answer(delegated('127.0.0.0/8'), '127.0.0.1')).toBe('accepted');
    expect(await answer(delegated('example.com'), 'www.example.org')).toBe('permitted subtree violation');
    expect(await answer(delegated('127.0.0.0/8'), 'www.example.com')).toBe('excluded subtree violation');
    expect(await answer(delegated('example.com'), '127.0.0.1')).toBe('excluded subtree violation');
    expect(await answer(delegated('example.com 10.0.0.0/8'), '127.0.0.1')).toBe('permitted subtree violation');
    expect(await answer(delegated('', 'example.com'), 'www.example.com')).toBe('excluded subtree violation');
  });
});

test('the leaf of a constrained authority has no address as its common name; that of any other has', () => {
  const commonName = (issuer: Authority, name: string): string | undefined =>
    certificateFacts(issueLeaf(issuer, { names: [subjectName(name)!], publicKey, now }).der)?.commonName;
  expect([authority.constrained, commonName(authority, '10.0.0.1')]).toEqual([false, '10.0.0.1']);
  expect([delegated('').constrained, commonName(delegated(''), '10.0.0.1')]).toEqual([false, '10.0.0.1']);
  const issuer = delegated('example.com 10.0.0.0/8');
  expect([issuer.constrained, commonName(issuer, '10.0.0.1'), commonName(issuer, 'a.example.com')]).toEqual([true, undefined, 'a.example.com']);
});

test('a leaf never outlives its intermediate, nor that its issuer', () => {
  const short = issueIntermediate(authority, { ...order, now: authority.notAfter - hour });
  expect(short.notAfter).toBe(authority.notAfter);
  const issuer = delegated('example.com');
  expect(issueLeaf(issuer, { names: [subjectName('example.com')!], publicKey, now }).notAfter).toBe(now + 24 * hour);
});

test('it is not issued after its issuer\'s end, with a name or subtree that is none, nor by one that has no authority below it', () => {
  const refused = (issuer: Authority, bad: Partial<IntermediateOrder>): string => {
    const error = thrown(() => issueIntermediate(issuer, { ...order, ...bad }));
    expect(error).toBeInstanceOf(AuthorityError);
    return error.message;
  };
  expect(refused(authority, { now: authority.notAfter + 1 })).toMatch(/expired on/);
  expect(refused(authority, { commonName: '' })).toMatch(/cannot be the common name/);
  expect(refused(authority, { permitted: [{ kind: 'ip', network: 'example.com' }] })).toMatch(/neither a domain nor a network/);
  const low = delegated('');
  expect([authority.delegates, low.delegates]).toEqual([true, false]);
  expect(refused(low, {})).toMatch(/^the path length in the authority's certificates/);
});
