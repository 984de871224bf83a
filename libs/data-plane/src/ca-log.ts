import type { RemoteEvent } from '@weir/certs/remote';
import { flagOf, type Log } from '@weir/service';
import type { CaSettings } from './ca-settings.ts';

/** What happens between this proxy and the certificate authority service, as lines of the log. `where`: its addresses. */
export function tellCa(event: RemoteEvent, where: string, credentials: CaSettings['credentials'], log: Log): void {
  switch (event.type) {
    case 'connected': return log.event('info', 'ca-connected', { replica: event.replica }, `certificate authority: connected to ${event.replica}`);
    case 'away': return log.event('warn', 'ca-away', { where, reason: event.reason }, `certificate authority: ${where} is away (${event.reason}): new names get no certificate until it is back; trying again`);
    case 'denied': return log.event('error', 'ca-denied', { where, reason: event.reason }, `certificate authority: ${where} does not let this proxy in (${event.reason}): look at ${flagOf('bootstrapToken' in credentials ? 'ca_token' : 'ca_service_account_token')}, and at the policy there`);
    case 'admitted': return log.event('info', 'ca-admitted', { where }, `certificate authority: ${where} lets this proxy in again`);
    case 'delegated': {
      const names = event.permitted.length === 0 ? 'all names that are not excluded' : event.permitted.join(', ');
      return log.event('info', 'ca-delegated', { permitted: event.permitted, notAfter: new Date(event.notAfter).toISOString() }, `certificate authority: certificates are signed here, for ${names}`);
    }
    case 'undelegated': return log.event(event.refused ? 'warn' : 'error', 'ca-undelegated', { where, reason: event.reason }, `certificate authority: ${where} does not delegate to this proxy (${event.reason}): it signs each certificate`);
    case 'roots': return log.event('info', 'ca-roots', { sha256: event.current, count: event.count }, `certificate authority: clients are to trust ${event.count === 1 ? 'the root' : `${event.count} roots, first that`} with SHA-256 ${event.current}`);
    case 'unusable': return log.event('error', 'ca-unusable', { where, reason: event.reason }, `certificate authority: what ${where} says cannot be used: ${event.reason}`);
  }
}
