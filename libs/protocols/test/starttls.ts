import type { Side } from '@weir/core';
import { CLIENT, SERVER } from '@weir/core';

/** What one side says, in its turn. */
export type Line = readonly [Side, string];

/** A greeting of MySQL (Connection/Protocol::HandshakeV10), without or with TLS among what it can. */
export function mysqlGreeting(tls = true): string {
  const body = `\x0a8.0.36\0\x0b\0\0\0abcdefgh\0\xff${tls ? '\xff' : '\xf7'}\xff\x02\0\xff\xdf\x15${'\0'.repeat(10)}abcdefghijkl\0caching_sha2_password\0`;
  return `${String.fromCharCode(body.length)}\0\0\0${body}`;
}

/** MySQL's SSLRequest: capabilities, a maximum, a character set, 23 zeros. */
export function mysqlRequest(capabilities = '\x05\xae\xff\x01', length = '\x20\0\0'): string {
  return `${length}\x01${capabilities}\0\0\0\x01\xff${'\0'.repeat(23)}`;
}

export const sslRequest = '\0\0\0\x08\x04\xd2\x16\x2f';
export const gssRequest = '\0\0\0\x08\x04\xd2\x16\x30';

/** Each up to where the client may begin with TLS. */
export const upgrades: Readonly<Record<string, readonly Line[]>> = {
  'SMTP': [
    [SERVER, '220 mail.example ESMTP\r\n'], [CLIENT, 'EHLO me\r\n'], [SERVER, '250-mail.example\r\n250-PIPELINING\r\n250 STARTTLS\r\n'],
    [CLIENT, 'STARTTLS\r\n'], [SERVER, '220 2.0.0 Ready to start TLS\r\n'],
  ],
  'SMTP, pipelined, in several lines': [[SERVER, '220-mail\r\n220 example\r\n'], [CLIENT, 'EHLO me\r\nNOOP\r\nstarttls \r\n'], [SERVER, '250-a\r\n250 b\r\n250 ok\r\n'], [SERVER, '220-go\r\n220 on\r\n']],
  'SMTP with bare LF': [[SERVER, '220 a\n'], [CLIENT, 'EHLO me\nSTARTTLS\n'], [SERVER, '250 b\n220 go\n']],
  'IMAP': [
    [SERVER, '* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n'], [CLIENT, 'a1 CAPABILITY\r\n'], [SERVER, '* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n'],
    [CLIENT, 'a2 STARTTLS\r\n'], [SERVER, '* OK still here\r\na2 OK Begin TLS negotiation now\r\n'],
  ],
  'PostgreSQL': [[CLIENT, sslRequest], [SERVER, 'S']],
  'PostgreSQL after GSSAPI': [[CLIENT, gssRequest], [SERVER, 'N'], [CLIENT, sslRequest], [SERVER, 'S']],
  'MySQL': [[SERVER, mysqlGreeting()], [CLIENT, mysqlRequest()]],
};

/** Dialogues in which TLS does not come. */
export const refusals: Readonly<Record<string, readonly Line[]>> = {
  'SMTP: refused': [[SERVER, '220 a\r\n'], [CLIENT, 'STARTTLS\r\n'], [SERVER, '454 4.7.0 TLS not available\r\n'], [CLIENT, 'QUIT\r\n'], [SERVER, '221 bye\r\n']],
  'SMTP: a message that says STARTTLS': [
    [SERVER, '220 a\r\n'], [CLIENT, 'HELO me\r\n'], [SERVER, '250 a\r\n'], [CLIENT, 'DATA\r\n'], [SERVER, '354 go\r\n'], [CLIENT, 'STARTTLS\r\n.\r\n'], [SERVER, '250 ok\r\n'],
  ],
  'SMTP: too many replies': [[SERVER, '220 a\r\n250 b\r\n'], [CLIENT, 'STARTTLS\r\n']],
  'SMTP: unwilling from the start': [[SERVER, '554 no\r\n'], [CLIENT, 'STARTTLS\r\n']],
  'FTP': [[SERVER, '220 a\r\n'], [CLIENT, 'AUTH TLS\r\n'], [SERVER, '234 go\r\n'], [CLIENT, '\x16\x03\x01\x00']],
  'IMAP: refused': [[SERVER, '* OK\r\n'], [CLIENT, 'a STARTTLS\r\n'], [SERVER, 'a BAD no\r\n'], [CLIENT, 'b NOOP\r\n']],
  'IMAP: known already': [[SERVER, '* PREAUTH hi\r\n'], [CLIENT, 'a STARTTLS\r\n']],
  'IMAP: a literal': [[SERVER, '* OK\r\n'], [CLIENT, 'a LOGIN {3}\r\n'], [SERVER, '+ go\r\n'], [CLIENT, 'b STARTTLS\r\n']],
  'PostgreSQL: refused': [[CLIENT, sslRequest], [SERVER, 'N'], [CLIENT, '\0\0\0\x08\0\x03\0\0']],
  'PostgreSQL: GSSAPI granted': [[CLIENT, gssRequest], [SERVER, 'G'], [CLIENT, 'x']],
  'PostgreSQL: in the clear': [[CLIENT, '\0\0\0\x08\0\x03\0\0'], [SERVER, 'R']],
  'MySQL without TLS': [[SERVER, mysqlGreeting(false)], [CLIENT, mysqlRequest()]],
  'MySQL: no wish for TLS': [[SERVER, mysqlGreeting()], [CLIENT, mysqlRequest('\x05\xa6\xff\x01', '\x54\0\0')]],
  'MySQL: TLS not among what the client can': [[SERVER, mysqlGreeting()], [CLIENT, mysqlRequest('\x05\xa6\xff\x01')]],
  'SSH': [[SERVER, 'SSH-2.0-x\r\n'], [CLIENT, 'SSH-2.0-y\r\n'], [SERVER, '\0\0\x04']],
  'Redis': [[CLIENT, '*1\r\n$4\r\nPING\r\n'], [SERVER, '+PONG\r\n']],
};
