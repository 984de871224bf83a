import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { LeafRequest, PeerCertificate } from '@weir/core';
import { ProxyError } from '@weir/core';
import { AuthorityError } from '@weir/x509';
import { folder, openssl, thrown } from '@weir/x509/testing';
import { mitmproxyAuthority, opensslAuthority } from '../../test/authorities.ts';
import { handshake } from '../../test/handshake.ts';
import { openLocalCerts, type LocalCerts } from './local-certs.ts';

const file = folder();
const day = 86_400_000;
// A minute ahead: openssl dates its certificates from the second in which it makes them. A whole second, as certificates have it.
const start = Math.floor(Date.now() / 1000) * 1000 + 60_000;
const like: PeerCertificate = {
  subject: 'CN=example.com, O=Example Ltd', issuer: 'CN=Some CA', notAfter: '2030-01-01T00:00:00.000Z',
  commonName: 'example.com', organization: 'Example Ltd', names: ['example.com', '*.example.com', '198.51.100.7'],
};

function open(now: () => number = () => start, contexts?: number): LocalCerts {
  return openLocalCerts({ directory: file('ca'), now, ...(contexts === undefined ? {} : { contexts }) });
}

async function shown(certs: LocalCerts, request: LeafRequest, servername?: string): Promise<X509Certificate> {
  const options = { ca: readFileSync(certs.certificateFile), ...(servername === undefined ? { checkServerIdentity: () => undefined } : { servername }) };
  return (await handshake(certs.context(request), options)).certificate;
}

describe('a client that trusts the authority', () => {
  test('accepts a certificate like the server\'s', async () => {
    const certificate = await shown(open(), { names: ['www.example.com'], like }, 'www.example.com');
    expect(certificate.subject).toBe('CN=example.com\nO=Example Ltd');
    expect(certificate.issuer).toBe('CN=Weir\nO=Weir');
    expect(certificate.subjectAltName).toBe('DNS:example.com, DNS:*.example.com, IP Address:198.51.100.7, DNS:www.example.com');
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(certificate.ca).toBe(false);
  });

  test.each([
    ['a name', ['a.example'], 'a.example'],
    ['punycode', ['xn--bcher-kva.example'], 'xn--bcher-kva.example'],
    ['IDN', ['bücher.example'], 'xn--bcher-kva.example'],
    ['underscores', ['my_service.my_ns.svc'], 'my_service.my_ns.svc'],
    ['a long name', [`${'a'.repeat(60)}.${'b'.repeat(60)}.example`], `${'a'.repeat(60)}.${'b'.repeat(60)}.example`],
    ['a name of one label', ['localhost'], 'localhost'],
  ])('accepts %s', async (_, names, servername) => {
    await shown(open(), { names }, servername);
    await expect(shown(open(), { names }, 'other.example')).rejects.toThrow('does not match');
  });

  test.each([['127.0.0.1'], ['::ffff:127.0.0.1']])('accepts the address %s, without SNI', async (address) => {
    const certs = open();
    const options = { ca: readFileSync(certs.certificateFile), host: '127.0.0.1' };
    await handshake(certs.context({ names: [address] }), options);
    await expect(handshake(certs.context({ names: ['127.0.0.2'] }), options)).rejects.toThrow('does not match');
  });

  test('is shown something for a name of 300 octets, or for none, which it can refuse', async () => {
    const certs = open();
    expect((await shown(certs, { names: ['a'.repeat(300)] })).subjectAltName).toBe('DNS:unnamed.invalid');
    await expect(shown(certs, { names: [] }, 'a.example')).rejects.toThrow('does not match');
  });

  test('refuses it where it does not trust the authority', async () => {
    await expect(handshake(open().context({ names: ['a.example'] }), { servername: 'a.example' })).rejects.toThrow('unable to verify');
  });
});

describe('openssl verifies', () => {
  async function verify(certs: LocalCerts, trusted: string, ...options: string[]): Promise<string> {
    const { certificate } = await handshake(certs.context({ names: ['www.example.com', '2001:db8::1'], like }), { rejectUnauthorized: false });
    writeFileSync(file('leaf.pem'), certificate.toString());
    return openssl('verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', trusted, ...options, file('leaf.pem'));
  }

  test('what a new authority signs', async () => {
    const certs = open();
    expect(await verify(certs, certs.certificateFile, '-verify_hostname', 'www.example.com')).toContain('OK');
    expect(await verify(certs, certs.certificateFile, '-verify_ip', '2001:db8:0::1')).toContain('OK');
    await expect(verify(certs, certs.certificateFile, '-verify_hostname', 'www.example.org')).rejects.toThrow('ostname mismatch');
  });

  test('what mitmproxy\'s authority signs', async () => {
    mkdirSync(file('mitmproxy'));
    file('mitmproxy/mitmproxy-ca.pem', mitmproxyAuthority(file));
    const certs = openLocalCerts({ directory: file('mitmproxy'), now: () => start });
    expect(await verify(certs, certs.certificateFile, '-verify_hostname', 'www.example.com')).toContain('OK');
  });

  test('what an organisation\'s intermediate signs: the client has the root alone and is sent the rest', async () => {
    const root = opensslAuthority(file, 'root');
    const middle = opensslAuthority(file, 'middle', 'root');
    const low = opensslAuthority(file, 'low', 'middle');
    mkdirSync(file('chain'));
    file('chain/ca-key.pem', low.key);
    file('chain/ca.pem', low.certificate + middle.certificate + root.certificate);
    const certs = openLocalCerts({ directory: file('chain'), now: () => start });
    const { certificate } = await handshake(certs.context({ names: ['a.example'] }), { ca: root.certificate, servername: 'a.example' });
    expect(certificate.issuer).toBe('CN=low');
    file('untrusted.pem', low.certificate + middle.certificate);
    expect(await verify(certs, file('.root.crt'), '-untrusted', file('untrusted.pem'))).toContain('OK');
  });
});

describe('contexts', () => {
  test('are kept for what the leaf says, not for how it was asked for', () => {
    const certs = open();
    const context = certs.context({ names: ['A.example'], like });
    expect(certs.context({ names: ['a.example.'], like: { ...like, issuer: 'another', notAfter: 'later' } })).toBe(context);
    expect(certs.context({ names: ['b.example'], like })).not.toBe(context);
    expect(certs.context({ names: ['a.example'] })).not.toBe(context);
    expect(certs.context({ names: ['a.example'], like: { ...like, organization: 'Other' } })).not.toBe(context);
    expect(certs.context({ names: ['a.example'], like })).toBe(context);
  });

  test('are bounded: the one used last is kept', () => {
    const certs = open(() => start, 10);
    const first = certs.context({ names: ['first.example'] });
    const second = certs.context({ names: ['second.example'] });
    for (let i = 0; i < 9; i++) {
      certs.context({ names: [`${i}.example`] });
      expect(certs.context({ names: ['first.example'] })).toBe(first);
    }
    expect(certs.context({ names: ['second.example'] })).not.toBe(second);
  });

  test('are made anew a week before the leaf ends, and when the clock was set back', async () => {
    let now = start;
    const certs = open(() => now);
    const request = { names: ['a.example'] };
    const context = certs.context(request);
    const { certificate } = await handshake(context, { rejectUnauthorized: false });
    expect(Date.parse(certificate.validFrom)).toBe(Math.floor((start - 2 * day) / 1000) * 1000);
    expect(Date.parse(certificate.validTo)).toBe(Math.floor((start + 197 * day) / 1000) * 1000);
    now = start + 190 * day - 1;
    expect(certs.context(request)).toBe(context);
    now = start + 190 * day;
    const renewed = certs.context(request);
    expect(renewed).not.toBe(context);
    expect(Date.parse((await handshake(renewed, { rejectUnauthorized: false })).certificate.validTo)).toBeGreaterThan(start + 386 * day);
    now = start + 180 * day;
    expect(certs.context(request)).not.toBe(renewed);
  });

  test('are still kept in the authority\'s last hours, and not given out after its end', () => {
    let now = start;
    const certs = open(() => now);
    const request = { names: ['a.example'] };
    now = certs.notAfter - 3_600_000;
    const late = certs.context(request);
    now += 3_000_000;
    expect(certs.context(request)).toBe(late);
    now = certs.notAfter + 1;
    const error = thrown(() => certs.context(request)) as ProxyError;
    expect(error).toBeInstanceOf(ProxyError);
    expect(error.code).toBe('ca-unavailable');
    expect(error.message).toMatch(/^No certificate could be made for a.example: .*expired on/);
  });

  test('have one key for all leaves of a process, which is not the authority\'s', async () => {
    const certs = open();
    const [one, two] = await Promise.all(['a.example', 'b.example'].map((name) => shown(certs, { names: [name] }, name)));
    const other = await shown(open(), { names: ['a.example'] }, 'a.example');
    const spki = (of: X509Certificate): string => of.publicKey.export({ type: 'spki', format: 'pem' }) as string;
    expect(spki(one!)).toBe(spki(two!));
    expect(spki(one!)).not.toBe(spki(other));
    expect(spki(one!)).not.toBe(spki(new X509Certificate(readFileSync(certs.certificateFile))));
  });
});

describe('opening', () => {
  test('says what was made and where it is', () => {
    const certs = openLocalCerts({ directory: file('fresh'), now: () => start });
    expect(certs).toMatchObject({ created: true, certificateFile: file('fresh/ca.pem') });
    expect(Math.round((certs.notAfter - start) / day)).toBe(3650);
    expect(openLocalCerts({ directory: file('fresh'), now: () => start }).created).toBe(false);
  });

  test('refuses what the files\' reader refuses', () => {
    openLocalCerts({ directory: file('loose'), now: () => start });
    chmodSync(file('loose/ca-key.pem'), 0o666);
    expect(thrown(() => openLocalCerts({ directory: file('loose'), now: () => start }))).toBeInstanceOf(AuthorityError);
  });

  test('finds out at once that OpenSSL takes a chain or an option for too weak', () => {
    const weak = ['-newkey', 'rsa:1024'];
    const root = opensslAuthority(file, 'weak', undefined, { newKey: weak });
    opensslAuthority(file, 'weak-middle', 'weak', { newKey: weak });
    const low = opensslAuthority(file, 'weak-low', 'weak-middle');
    mkdirSync(file('weak'));
    file('weak/ca-key.pem', low.key);
    file('weak/ca.pem', low.certificate + readFileSync(file('.weak-middle.crt'), 'utf8') + root.certificate);
    expect(thrown(() => openLocalCerts({ directory: file('weak'), now: () => start })).message).toMatch(/weak\/ca.pem: OpenSSL does not serve with .*too small/);
    const error = thrown(() => openLocalCerts({ directory: file('ca'), now: () => start, tls: { ciphers: 'NONSENSE' } }));
    expect(error).toBeInstanceOf(AuthorityError);
    expect(error.message).toMatch(/TLS options: .*no cipher match/i);
  });

  test('TLS 1.2 is the least, unless options say otherwise', async () => {
    const certs = open();
    const client = { ca: readFileSync(certs.certificateFile), servername: 'a.example' };
    const request = { names: ['a.example'] };
    expect((await handshake(certs.context(request), { ...client, maxVersion: 'TLSv1.2' })).protocol).toBe('TLSv1.2');
    await expect(handshake(certs.context(request), { ...client, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })).rejects.toThrow(/alert|version/);
    const newest = openLocalCerts({ directory: file('ca'), now: () => start, tls: { minVersion: 'TLSv1.3' } });
    await expect(handshake(newest.context(request), { ...client, maxVersion: 'TLSv1.2' })).rejects.toThrow(/alert|version/);
  });
});
