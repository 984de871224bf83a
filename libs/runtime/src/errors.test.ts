import { ProxyError } from '@weir/core';
import { brokenError, clientTlsError, connectError, lookupError, serverTlsError } from './errors.ts';

const to = { host: 'example.com', port: 443 };

function system(code: string, more: object = {}): Error {
  return Object.assign(new Error(code.toLowerCase()), { code, ...more });
}

test.each([
  ['ECONNREFUSED', 'connect-refused'], ['ECONNRESET', 'connect-refused'], ['ETIMEDOUT', 'connect-timeout'], ['EHOSTUNREACH', 'connect-unreachable'],
  ['ENETUNREACH', 'connect-unreachable'], ['EMFILE', 'limit-exceeded'], ['ENOTFOUND', 'dns-failure'], ['EAI_AGAIN', 'dns-failure'], ['ESOMETHING', 'connect-unreachable'],
])('%s at connecting is %s', (code, expected) => {
  const cause = system(code);
  expect(connectError(cause, to)).toMatchObject({ code: expected, cause });
});

test('of several addresses the most telling failure counts', () => {
  const error = Object.assign(new AggregateError([system('ENETUNREACH'), system('ECONNREFUSED')]), { code: 'ENETUNREACH' });
  expect(connectError(error, to)).toMatchObject({ code: 'connect-refused', message: 'Cannot connect to example.com:443: the connection was refused.' });
  expect(connectError(new AggregateError([system('ENETUNREACH')]), to).code).toBe('connect-unreachable');
});

test('a ProxyError stays what it is', () => {
  const error = new ProxyError('destination-blocked', 'no');
  expect([connectError(error, to), lookupError(error, 'x'), brokenError('client', error), clientTlsError(error, 'x'), serverTlsError(error, 'x')]).toEqual(Array(5).fill(error));
});

test('a side that breaks', () => {
  expect(brokenError('client', system('ECONNRESET')).message).toBe('The client reset the connection.');
  expect(brokenError('server', system('EPIPE')).code).toBe('reset');
  expect(brokenError('server', undefined).code).toBe('closed-early');
  expect(brokenError('server', system('ETIMEDOUT')).code).toBe('reset');
  expect(brokenError('server', system('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC')).code).toBe('tls-server-invalid');
  expect(brokenError('client', system('ERR_SSL_BAD_RECORD_TYPE'))).toMatchObject({ code: 'tls-client-invalid', message: 'The client broke TLS: bad record type.' });
});

test.each(['TLSV1_ALERT_UNKNOWN_CA', 'SSL/TLS_ALERT_BAD_CERTIFICATE', 'SSLV3_ALERT_BAD_CERTIFICATE', 'SSLV3_ALERT_CERTIFICATE_UNKNOWN'])('a client that answers %s rejects us', (code) => {
  expect(clientTlsError(system(`ERR_SSL_${code}`), 'example.com')).toMatchObject({ code: 'tls-client-rejected', message: expect.stringContaining('install it') });
});

test('a client that speaks TLS badly, or too old, or goes away', () => {
  expect(clientTlsError(system('ERR_SSL_UNSUPPORTED_PROTOCOL'), 'x').message).toContain('tls_version_client_min');
  expect(clientTlsError(system('ERR_SSL_HTTP_REQUEST'), 'x').code).toBe('tls-client-invalid');
  expect(clientTlsError(undefined, 'x').code).toBe('tls-client-invalid');
});

test.each(['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'INVALID_CA'])('%s is a server that is not trusted', (code) => {
  expect(serverTlsError(system(code), 'example.com')).toMatchObject({ code: 'tls-server-untrusted', message: expect.stringContaining('ssl_insecure') });
});

test("a server that is not trusted: our options are named, not Node's", () => {
  const said = 'unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca';
  const { message } = serverTlsError(Object.assign(new Error(said), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }), 'x');
  expect(message).toMatch(/^Certificate verify failed for x: unable to verify the first certificate \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)\. Trust/);
});

test('a server that speaks no TLS, or breaks off', () => {
  expect(serverTlsError(system('ERR_SSL_WRONG_VERSION_NUMBER'), 'x').message).toBe('The remote server does not speak TLS.');
  expect(serverTlsError(system('ECONNRESET'), 'x').code).toBe('tls-server-invalid');
  expect(serverTlsError(system('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'), 'x').message).toContain('alert handshake failure');
});
