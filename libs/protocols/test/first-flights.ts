import { clientHello, seeded, tlsRecords } from '@weir/testing';
import { fixture } from './fixture.ts';

/**
 * What a first flight is, whatever the options make of it. `tls`: a ClientHello; `broken tls`: it begins as one and is none; `part of tls`: it is not
 * whole; `http`: a request; `raw`: neither; `undecided`: it could still become a request; `server`: the server's bytes, and the client is silent; `silent`: both are.
 */
export type Kind = 'tls' | 'broken tls' | 'part of tls' | 'http' | 'raw' | 'undecided' | 'server' | 'silent';

export interface FirstFlight {
  /** A file of `fixtures` without its ending, where it was recorded; else what it is like. */
  readonly name: string;
  readonly from: 'recorded' | 'made';
  readonly kind: Kind;
  readonly bytes: Uint8Array;
  /** What it says of where it goes: SNI, or Host. */
  readonly host?: string;
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const recorded = (kind: Kind, name: string, host?: string): FirstFlight =>
  ({ name, from: 'recorded', kind, bytes: fixture(name, kind === 'tls' ? 'client-hello' : 'first-flight'), ...(host && { host }) });
const made = (kind: Kind, name: string, bytes: string | Uint8Array, host?: string): FirstFlight =>
  ({ name, from: 'made', kind, bytes: typeof bytes === 'string' ? latin1(bytes) : bytes, ...(host && { host }) });

/** Bytes that look like nothing, the same in each run; never the first byte of TLS or a letter. */
function random(seed: number, length: number): Uint8Array {
  const next = seeded(seed);
  return Uint8Array.from({ length }, (_, at) => (at === 0 ? 0x80 | next(128) : next(256)));
}

const chromium = fixture('chromium-156.0.8078.79');
const go = fixture('go-1.26.8');
const startupV3 = '\x00\x00\x00\x21\x00\x03\x00\x00user\x00u\x00database\x00d\x00\x00';

/** A table for the detection: real clients where there were some to record, made by hand after the protocols' specifications elsewhere. */
export const firstFlights: readonly FirstFlight[] = [
  recorded('tls', 'curl-7.88.1', 'curl.example'),
  recorded('tls', 'openssl-3.0.19-s_client', 'openssl.example'),
  recorded('tls', 'openssl-3.0.19-s_client-tls1_2-noservername'),
  recorded('tls', 'openssl-3.0.22-s_client-tls1_3', 'openssl.example'),
  recorded('tls', 'openssl-3.0.22-s_client-tls1_1', 'openssl.example'),
  recorded('tls', 'chromium-156.0.8078.79', 'chromium.example'),
  recorded('tls', 'openjdk-17.0.15', 'java.example'),
  recorded('tls', 'go-1.26.8', 'go.example'),
  recorded('tls', 'node-20.20.2', 'node.example'),
  recorded('tls', 'node-24.21.0-openssl-3.5-mlkem', 'node.example'),
  recorded('tls', 'wget-1.21.3-gnutls-3.7.9', 'localhost'),
  recorded('tls', 'python-3.11.7', 'python.example'),
  made('tls', 'Chromium\'s hello in records of 100 bytes', tlsRecords(chromium.subarray(5), 100), 'chromium.example'),
  made('tls', 'Go\'s post-quantum hello in records of one byte', tlsRecords(go.subarray(5), 1), 'go.example'),
  made('tls', 'a hello in a record of version 3.3', Buffer.concat([hex('16 03 03'), clientHello({ sni: 'a.example' }).subarray(3)]), 'a.example'),
  made('tls', 'a hello in a record of SSL 3.0', Buffer.concat([hex('16 03 00'), clientHello({ sni: 'a.example' }).subarray(3)]), 'a.example'),
  made('tls', 'GREASE among versions and extensions (RFC 8701)', clientHello({ sni: 'a.example', versions: [0x0a0a, 0x0304, 0x0303], extensions: [[0x3a3a, Buffer.alloc(1)], [0xfafa, Buffer.alloc(0)]] }), 'a.example'),
  made('tls', 'an encrypted ClientHello with an outer name (RFC 9849)', clientHello({ sni: 'outer.example', versions: [0x0304], extensions: [[0xfe0d, Buffer.concat([hex('00 0001 0001 2a 0020'), Buffer.alloc(32, 5), hex('0080'), Buffer.alloc(128, 6)])]] }), 'outer.example'),
  made('tls', 'a protocol that nobody knows in ALPN', clientHello({ sni: 'mqtt.example', alpn: ['mqtt'] }), 'mqtt.example'),
  made('tls', 'h2 alone in ALPN', clientHello({ sni: 'h2.example', alpn: ['h2'] }), 'h2.example'),
  made('tls', 'an IP address in SNI', clientHello({ sni: '192.0.2.1' }), '192.0.2.1'),
  made('tls', 'a session ticket of 2 KB', clientHello({ sni: 'a.example', extensions: [[35, Buffer.alloc(2048, 9)]] }), 'a.example'),
  made('tls', 'a hello without extensions (TLS 1.0)', tlsRecords(Buffer.concat([hex('01 00002d 0301'), Buffer.alloc(32, 1), hex('00 0006 c014 0035 000a 01 00')]))),
  made('tls', 'early data behind the hello', Buffer.concat([clientHello({ sni: 'a.example', versions: [0x0304] }), hex('17 0303 0003 616263')]), 'a.example'),
  made('broken tls', 'a ServerHello', tlsRecords(hex('02 000002 0303'))),
  made('broken tls', 'TLS in its first bytes alone', '\x16\x03\x01\x02\x00GET / HTTP/1.1\r\nHost: a\r\n\r\n'.padEnd(600, 'x')),
  made('broken tls', 'an empty record', hex('16 03 01 00 00')),
  made('broken tls', 'a record that is too long', hex('16 03 01 ff ff 01')),
  made('broken tls', 'a hello with half a cipher suite', tlsRecords(Buffer.concat([hex('01 000028 0303'), Buffer.alloc(32, 1), hex('00 0001 13 01 00')]))),
  made('part of tls', 'the first segment of a post-quantum hello', go.subarray(0, 1400)),
  made('part of tls', 'the header of a record', hex('16 03 01 02 00')),
  recorded('http', 'curl-7.88.1-http'),
  recorded('http', 'curl-7.88.1-http1.0-post'),
  recorded('http', 'curl-7.88.1-http-propfind'),
  recorded('http', 'curl-7.88.1-http-lowercase-method'),
  recorded('http', 'curl-7.88.1-http2-prior-knowledge'),
  recorded('http', 'wget-1.21.3-http'),
  made('http', 'a request with a Host', 'GET /a HTTP/1.1\r\nHost: host.example\r\n\r\n', 'host.example'),
  made('http', 'an absolute target', 'GET http://abs.example/a HTTP/1.1\r\nAccept: */*\r\nhost:abs.example\r\n\r\n', 'abs.example'),
  made('http', 'CONNECT', 'CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n'),
  made('http', 'OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: host.example\r\n\r\n', 'host.example'),
  made('http', 'the longest method that is registered', 'UPDATEREDIRECTREF /a HTTP/1.1\r\nHost: host.example\r\n\r\n', 'host.example'),
  made('http', 'a method of one\'s own', 'FROBNICATE /a HTTP/1.1\r\nHost: host.example\r\n\r\n', 'host.example'),
  made('http', 'HTTP/0.9', 'GET /a\r\n'),
  made('http', 'WebSocket', 'GET /chat HTTP/1.1\r\nHost: ws.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n', 'ws.example'),
  made('http', 'an upload with its body', 'PUT /a HTTP/1.1\nHost: host.example\nContent-Length: 2\n\n\x00\x01', 'host.example'),
  recorded('http', 'curl-7.88.1-dict'),
  recorded('http', 'curl-7.88.1-ftp'),
  made('http', 'memcached: a word and a space, as in a request', 'get key\r\n'),
  made('http', 'SMTP from a client that does not wait', 'EHLO mail.example\r\n'),
  recorded('raw', 'openssh-9.2p1'),
  recorded('raw', 'psql-15'),
  recorded('raw', 'psql-15-sslmode-disable'),
  recorded('raw', 'curl-7.88.1-imap'),
  recorded('raw', 'curl-7.88.1-pop3'),
  recorded('raw', 'curl-7.88.1-mqtt'),
  recorded('raw', 'curl-7.88.1-ldap'),
  recorded('raw', 'curl-7.88.1-rtmp'),
  recorded('raw', 'curl-7.88.1-gopher'),
  recorded('raw', 'git-2.39.5-daemon'),
  made('raw', 'SSH of another vendor', 'SSH-1.99-Cisco-1.25\r\n'),
  made('raw', 'a hello of SSL 2.0', hex('80 2e 01 03 01 00 15 00 00 00 10 00 00 35 00 00 2f 00 00 0a')),
  made('raw', 'a record of a TLS that does not exist', hex('16 03 04 00 05 01 00 00 01 00')),
  made('raw', 'DTLS over TCP', hex('16 fe fd 00 00')),
  made('raw', 'a TLS alert', hex('15 03 01 00 02 02 28')),
  made('raw', 'PostgreSQL: GSSENCRequest', hex('00 00 00 08 04 d2 16 30')),
  made('raw', 'PostgreSQL: CancelRequest', hex('00 00 00 10 04 d2 16 2e 00 00 00 01 00 00 00 02')),
  made('raw', 'PostgreSQL: StartupMessage', startupV3),
  made('raw', 'RDP: an X.224 connection request', hex('03 00 00 13 0e e0 00 00 00 00 00 01 00 08 00 0b 00 00 00')),
  made('raw', 'MQTT 5', hex('10 10 00 04 4d 51 54 54 05 02 00 3c 00 00 03 61 62 63')),
  made('raw', 'AMQP 0-9-1', 'AMQP\x00\x00\x09\x01\n'),
  made('raw', 'Redis', '*1\r\n$4\r\nPING\r\n'),
  made('raw', 'Redis, inline', 'PING\r\n'),
  made('raw', 'BitTorrent', `\x13BitTorrent protocol${'\0'.repeat(8)}${'h'.repeat(20)}p`),
  made('raw', 'MongoDB: OP_MSG', hex('15 00 00 00 01 00 00 00 00 00 00 00 dd 07 00 00 00 00 00 00 00')),
  made('raw', 'Cassandra: OPTIONS', hex('04 00 00 00 05 00 00 00 00')),
  made('raw', 'Kafka: ApiVersions', hex('00 00 00 0e 00 12 00 00 00 00 00 01 00 04 74 65 73 74')),
  made('raw', 'DNS over TCP', hex('00 1d 12 34 01 00 00 01 00 00 00 00 00 00 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 01 00 01')),
  made('raw', 'SMB 2', hex('00 00 00 20 fe 53 4d 42 40 00')),
  made('raw', 'SOCKS 5', hex('05 01 00')),
  made('raw', 'SOCKS 4', hex('04 01 00 50 7f 00 00 01 00')),
  made('raw', 'SIP', '\r\n\r\n'),
  made('raw', 'XMPP', '<?xml version="1.0"?><stream:stream to="a">'),
  made('raw', 'a method with a hyphen among its first three letters', 'M-SEARCH * HTTP/1.1\r\n'),
  made('raw', 'a line without a space', 'QUIT\r\n'),
  made('raw', 'a word longer than any method', `${'x'.repeat(40)} / HTTP/1.1\r\n`),
  made('raw', 'zeros', Buffer.alloc(64)),
  made('raw', '1 random byte', random(1, 1)),
  made('raw', '40 random bytes', random(2, 40)),
  made('raw', '2000 random bytes', random(3, 2000)),
  made('undecided', 'a word that waits for an answer', 'PING'),
  made('undecided', 'half a method', 'GE'),
  made('undecided', 'a method without its space', 'OPTIONS'),
  made('server', 'SSH', 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u6\r\n'),
  made('server', 'SMTP', '220 mail.example ESMTP\r\n'),
  made('server', 'IMAP', '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n'),
  made('server', 'POP3', '+OK ready\r\n'),
  made('server', 'FTP', '220-welcome\r\n220 ready\r\n'),
  made('server', 'VNC', 'RFB 003.008\n'),
  made('server', 'MySQL', Buffer.concat([hex('4a 00 00 00 0a'), latin1('8.0.36\0'), hex('0b000000'), latin1('abcdefgh\0'), hex('ffff ff 0200 ffdf 15'), Buffer.alloc(10), latin1('abcdefghijkl\0caching_sha2\0')])),
  made('server', 'something that looks like a request', 'GET / HTTP/1.1\r\n\r\n'),
  made('silent', 'nothing at all', ''),
];
