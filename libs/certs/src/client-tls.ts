import type { SecureContextOptions } from 'node:tls';

/** What clients are offered: mitmproxy's tls_version_client_min and _max, ciphers_client, tls_ecdh_curve_client. */
export type ClientTls = Pick<SecureContextOptions, 'minVersion' | 'maxVersion' | 'ciphers' | 'ecdhCurve'>;
