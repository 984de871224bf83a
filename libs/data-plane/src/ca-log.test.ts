import type { RemoteEvent } from '@weir/certs/remote';
import { tellCa } from './ca-log.ts';

const lines: string[] = [];
const log = { event: (level: string, name: string, _fields: object, message: string) => void lines.push(`${level} ${name}: ${message}`) };
const told = (event: RemoteEvent, credentials: Parameters<typeof tellCa>[2] = { bootstrapToken: 'secret' }): string => {
  lines.length = 0;
  tellCa(event, 'https://ca:8443', credentials, log);
  return lines.join('\n');
};

test.each<[RemoteEvent, string]>([
  [{ type: 'connected', replica: 'ca:8443' }, 'info ca-connected: certificate authority: connected to ca:8443'],
  [{ type: 'away', reason: 'refused' }, 'warn ca-away: certificate authority: https://ca:8443 is away (refused): new names get no certificate until it is back; trying again'],
  [{ type: 'denied', reason: 'not you' }, 'error ca-denied: certificate authority: https://ca:8443 does not let this proxy in (not you): look at --ca-token, and at the policy there'],
  [{ type: 'admitted' }, 'info ca-admitted: certificate authority: https://ca:8443 lets this proxy in again'],
  [{ type: 'delegated', permitted: ['a.example', '10.0.0.0/8'], notAfter: 0 }, 'info ca-delegated: certificate authority: certificates are signed here, for a.example, 10.0.0.0/8'],
  [{ type: 'delegated', permitted: [], notAfter: 0 }, 'info ca-delegated: certificate authority: certificates are signed here, for all names that are not excluded'],
  [{ type: 'undelegated', reason: 'no', refused: true }, 'warn ca-undelegated: certificate authority: https://ca:8443 does not delegate to this proxy (no): it signs each certificate'],
  [{ type: 'undelegated', reason: 'nonsense', refused: false }, 'error ca-undelegated: certificate authority: https://ca:8443 does not delegate to this proxy (nonsense): it signs each certificate'],
  [{ type: 'roots', current: 'AB:CD', count: 1 }, 'info ca-roots: certificate authority: clients are to trust the root with SHA-256 AB:CD'],
  [{ type: 'roots', current: 'AB:CD', count: 2 }, 'info ca-roots: certificate authority: clients are to trust 2 roots, first that with SHA-256 AB:CD'],
  [{ type: 'unusable', reason: 'nonsense' }, 'error ca-unusable: certificate authority: what https://ca:8443 says cannot be used: nonsense'],
])('%j', (event, line) => {
  expect(told(event)).toBe(line);
});

test('who is not let in is told where to look', () => {
  expect(told({ type: 'denied', reason: 'x' }, { serviceAccountToken: '/t' })).toContain('look at --ca-service-account-token');
});
