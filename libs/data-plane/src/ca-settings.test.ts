import { ConfigError } from '@weir/service';
import { caCredentials, caPlace, caSettings, type CaValues } from './ca-settings.ts';

const none: CaValues = { ca_url: [], ca_trust: undefined, ca_token: undefined, ca_service_account_token: undefined, ca_delegated: false };
const given = (more: Partial<CaValues>) => caSettings({ ...none, ca_url: ['https://ca:8443'], ca_trust: '/trust.pem', ...more });

test('without an address the authority in --home signs', () => {
  expect(caSettings(none)).toBeUndefined();
});

test.each([
  ['https://ca.example:8443', { host: 'ca.example', port: 8443 }],
  ['CA.example:8443', { host: 'ca.example', port: 8443 }],
  ['https://192.0.2.1:443/', { host: '192.0.2.1', port: 443 }],
  ['[2001:db8::1]:8443', { host: '2001:db8::1', port: 8443 }],
])('%s', (url, replica) => {
  expect(given({ ca_url: [url, 'b:1'], ca_token: 't' })?.replicas).toEqual([replica, { host: 'b', port: 1 }]);
});

test.each(['http://ca:8443', 'ca', 'https://ca', 'ca:0', 'ca:70000', 'https://ca:8443/path', 'https://ca:8443?x', ':8443', '2001:db8::1', ''])('%j is no address', (url) => {
  expect(() => given({ ca_url: [url], ca_token: 't' })).toThrow(new ConfigError(`--ca-url: ${JSON.stringify(url)} is no address of a certificate authority service: expected https://HOST:PORT`));
});

test('a password in an address is not shown', () => {
  expect(() => given({ ca_url: ['https://u:secret@ca:8443'], ca_token: 't' })).toThrow('--ca-url: "https://...@ca:8443" is no address');
});

test('who this is: a token to enroll with, or one of Kubernetes', () => {
  expect(given({ ca_token: 't' })).toMatchObject({ trust: '/trust.pem', credentials: { bootstrapToken: 't' }, delegated: false });
  expect(given({ ca_service_account_token: '/token', ca_delegated: true })).toMatchObject({ credentials: { serviceAccountToken: '/token' }, delegated: true });
});

test.each<[Partial<CaValues>, string]>([
  [{ ca_url: [], ca_trust: undefined, ca_token: 't' }, '--ca-token: is for a certificate authority service: --ca-url says where it is'],
  [{ ca_url: [] }, '--ca-trust: is for a certificate authority service: --ca-url says where it is'],
  [{ ca_url: [], ca_trust: undefined, ca_service_account_token: '/t' }, '--ca-service-account-token: is for a certificate authority service: --ca-url says where it is'],
  [{ ca_url: [], ca_trust: undefined, ca_delegated: true }, '--ca-delegated: is for a certificate authority service: --ca-url says where it is'],
  [{ ca_trust: undefined, ca_token: 't' }, '--ca-url: --ca-trust must say which authorities its certificate is verified against'],
  [{}, '--ca-url: --ca-token or --ca-service-account-token must say who this is'],
  [{ ca_token: 'a secret' }, '--ca-token: is no token: it holds characters that no token has'],
  [{ ca_token: ' ' }, '--ca-token: is no token: it is empty'],
  [{ ca_token: 'secret', ca_service_account_token: '/t' }, '--ca-token: one of --ca-token and --ca-service-account-token says who this is, not both'],
])('%j makes no sense', (more, message) => {
  expect(() => given(more)).toThrow(new ConfigError(message));
});

test('who asks the service for something else than certificates has no other words for it', () => {
  expect(caPlace({ ca_url: ['ca:1'], ca_trust: '/trust.pem' })).toEqual({ replicas: [{ host: 'ca', port: 1 }], trust: '/trust.pem' });
  expect(caCredentials({ ca_token: ' t\n', ca_service_account_token: undefined })).toEqual({ bootstrapToken: 't' });
  // Proxies have the authority in --home then; who comes here wants the service.
  expect(() => caPlace(none)).toThrow(new ConfigError('--ca-url: must say where the certificate authority service is'));
});
