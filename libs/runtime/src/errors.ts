import { authority, ProxyError, type Address } from '@weir/core';
import type { ErrorCode } from '@weir/flow';

interface SystemError extends Error {
  readonly code?: string;
  readonly syscall?: string;
  readonly errors?: readonly SystemError[];
}

const connectCodes: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ECONNREFUSED: ['connect-refused', 'the connection was refused'],
  ECONNRESET: ['connect-refused', 'the connection was reset while it was opened'],
  ETIMEDOUT: ['connect-timeout', 'no answer came in time'],
  EHOSTUNREACH: ['connect-unreachable', 'the host is unreachable'],
  ENETUNREACH: ['connect-unreachable', 'the network is unreachable'],
  EADDRNOTAVAIL: ['connect-unreachable', 'the address is not available from here'],
  EMFILE: ['limit-exceeded', 'this process has no file descriptor left (raise its limit of open files)'],
  ENFILE: ['limit-exceeded', 'this machine has no file descriptor left'],
};

/** Of several addresses that were tried, the failure that says most: somebody answered, then silence, then no way. */
const telling: readonly string[] = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT'];

function mostTelling(error: SystemError): SystemError {
  const tried = error.errors;
  if (tried === undefined || tried.length === 0) return error;
  for (const code of telling) {
    const found = tried.find((each) => each.code === code);
    if (found !== undefined) return found;
  }
  return tried[0] ?? error;
}

/** Why a server could not be reached. */
export function connectError(thrown: unknown, to: Address): ProxyError {
  if (thrown instanceof ProxyError) return thrown;
  const error = mostTelling(thrown as SystemError);
  const where = authority(to.host, to.port);
  if (error.syscall === 'getaddrinfo' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return lookupError(error, to.host);
  const [code, text] = connectCodes[error.code ?? ''] ?? ['connect-unreachable', error.code ?? error.message];
  return new ProxyError(code, `Cannot connect to ${where}: ${text}.`, { cause: error });
}

export function lookupError(thrown: unknown, host: string): ProxyError {
  if (thrown instanceof ProxyError) return thrown;
  const code = (thrown as SystemError).code;
  const text = code === 'ENOTFOUND' ? 'the name does not exist' : code === 'EAI_AGAIN' ? 'the name server does not answer' : (code ?? 'failed');
  return new ProxyError('dns-failure', `Cannot resolve ${host}: ${text}.`, { cause: thrown });
}

/** Why an established side broke: never an orderly end. */
export function brokenError(who: 'client' | 'server', thrown: unknown): ProxyError {
  if (thrown instanceof ProxyError) return thrown;
  const error = thrown as SystemError | undefined;
  const subject = `The ${who}`;
  if (error === undefined) return new ProxyError('closed-early', `${subject} closed the connection early.`);
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return new ProxyError('reset', `${subject} reset the connection.`, { cause: error });
  if (isOpenSsl(error)) {
    return new ProxyError(who === 'client' ? 'tls-client-invalid' : 'tls-server-invalid', `${subject} broke TLS: ${tlsReason(error)}.`, { cause: error });
  }
  return new ProxyError('reset', `The connection to the ${who} broke: ${error.code ?? error.message}.`, { cause: error });
}

/** The alerts with which a client says that it does not take the certificate (RFC 8446, 6.2). */
const rejections = /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED|CERTIFICATE_REVOKED|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)/;

/** Why the handshake with a client failed; `name` is what it asked for. */
export function clientTlsError(thrown: unknown, name: string): ProxyError {
  if (thrown instanceof ProxyError) return thrown;
  const error = thrown as SystemError | undefined;
  const code = error?.code ?? '';
  if (rejections.test(code)) {
    return new ProxyError('tls-client-rejected', `The client rejects the certificate for ${name} (${tlsReason(error)}). `
      + 'If it does so for every name, it does not trust Weir\'s authority: install it there. '
      + 'If only for this one, it may pin certificates: let the host pass with ignore_hosts.', { cause: error, reason: tlsReason(error) });
  }
  if (error === undefined || code === 'ECONNRESET' || code === 'EPIPE') {
    return new ProxyError('tls-client-invalid', `The client went away during the TLS handshake for ${name}. `
      + 'If it always does, it may not trust Weir\'s authority.', { cause: error });
  }
  const hint = /NO_SHARED_CIPHER|UNSUPPORTED_PROTOCOL|VERSION/.test(code) ? ' It may be too old; see tls_version_client_min.' : '';
  return new ProxyError('tls-client-invalid', `The TLS handshake with the client failed for ${name}: ${tlsReason(error)}.${hint}`, { cause: error });
}

const untrusted = /^(UNABLE_TO_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH|EE_KEY|CA_|ERR_TLS_CERT_ALTNAME)/;

/** Node adds how its own users may trust the system's authorities: ours have an option for it. */
const adviceOfNode = /; if the root CA is installed locally.*$/;

/** What OpenSSL says when the bytes are no TLS records at all. */
const notTls = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNEXPECTED_MESSAGE|UNKNOWN_PROTOCOL|HTTP_REQUEST|BAD_RECORD_TYPE|RECORD_LAYER_FAILURE/;

/** Why the handshake with a server failed; `name` is whom it was to be. */
export function serverTlsError(thrown: unknown, name: string): ProxyError {
  if (thrown instanceof ProxyError) return thrown;
  const error = thrown as (SystemError & { reason?: string }) | undefined;
  const code = error?.code ?? '';
  if (untrusted.test(code)) {
    const why = code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? `it is not for this name (${error?.reason ?? error?.message})` : `${error?.message.replace(adviceOfNode, '')} (${code})`;
    return new ProxyError('tls-server-untrusted', `Certificate verify failed for ${name}: ${why}. `
      + 'Trust its authority with ssl_verify_upstream_trusted_ca, or check nothing with ssl_insecure.', { cause: error, reason: code });
  }
  if (error === undefined || code === 'ECONNRESET' || code === 'EPIPE') {
    return new ProxyError('tls-server-invalid', `The server ${name} closed the connection during the TLS handshake.`, { cause: error });
  }
  if (notTls.test(code)) return new ProxyError('tls-server-invalid', 'The remote server does not speak TLS.', { cause: error });
  return new ProxyError('tls-server-invalid', `The TLS handshake with the server ${name} failed: ${tlsReason(error)}.`, { cause: error, reason: tlsReason(error) });
}

function isOpenSsl(error: SystemError): boolean {
  return error.code?.startsWith('ERR_SSL_') ?? false;
}

/** `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA` as `alert unknown ca`. */
function tlsReason(error: SystemError | undefined): string {
  const code = error?.code;
  if (code === undefined) return error?.message ?? 'unknown';
  return code.replace(/^ERR_SSL_/, '').replace(/^(TLSV1[0-9_]*|SSLV3|SSL|TLS)_ALERT_/, 'ALERT_').toLowerCase().replaceAll('_', ' ');
}
