import { ipBytes, ProxyError } from '@weir/core';
import { addressKind } from './address-kind.ts';
import { addressBytes, anyContains, parseNetwork, type Network } from './network.ts';

/** What is wrong with an option about clients; the message is meant for the user and begins with the option's name. */
export class AdmissionError extends Error {
  override readonly name = 'AdmissionError';
}

export interface AdmissionRules {
  /** Refuse clients whose address can be reached from everywhere (block_global). */
  readonly blockGlobal: boolean;
  /** Refuse clients on private networks (block_private). */
  readonly blockPrivate: boolean;
  /** Addresses and networks, also several with commas between them: where there are any, these alone are served, whatever the two others say (allow_clients). */
  readonly allowClients: readonly string[];
}

/** Says why a client is refused, by its address. Loopback never is. Throws AdmissionError for what is no network. */
export function admission({ blockGlobal, blockPrivate, allowClients }: AdmissionRules): (ip: string) => ProxyError | undefined {
  const allowed = allowClients.flatMap((text) => text.split(',')).map((text) => text.trim()).filter((text) => text !== '').map(networkOf);
  return (ip) => {
    const kind = addressKind(ip);
    if (kind === 'loopback') return undefined;
    if (allowed.length > 0) return anyContains(allowed, addressBytes(ip)) ? undefined : refused(ip, 'it is not among allow_clients');
    if (blockGlobal && kind === 'global') return refused(ip, 'its address is public (block_global). Let it in with allow_clients, or turn block_global off');
    if (blockPrivate && kind === 'private') return refused(ip, 'its address is private (block_private). Let it in with allow_clients, or turn block_private off');
    return undefined;
  };
}

function networkOf(text: string): Network {
  const bytes = ipBytes(text);
  const found = bytes === undefined ? parseNetwork(text) : { base: addressBytes(text)!, bits: addressBytes(text)!.length * 8 };
  if (found === undefined) throw new AdmissionError(`allow_clients: ${text} is no address and no network (such as 10.0.0.0/8)`);
  return found;
}

function refused(ip: string, why: string): ProxyError {
  return new ProxyError('destination-blocked', `The client ${ip} is refused: ${why}.`);
}
