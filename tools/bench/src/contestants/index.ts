import type { Contestant } from '../contestant.ts';
import { haproxy } from './haproxy.ts';
import { mitmdump } from './mitmdump.ts';
import { nginx } from './nginx.ts';
import { httpMitmProxy, mockttp } from './node-peers.ts';
import { weirNats } from './weir-nats.ts';
import { weir, weirMemory, weirOff } from './weir.ts';

export const contestants: readonly Contestant[] = [nginx, haproxy, mitmdump, mockttp, httpMitmProxy, weir, weirMemory, weirOff, weirNats];

/** Throws Error with words for the user. */
export function contestantNamed(name: string): Contestant {
  const contestant = contestants.find((known) => known.name === name);
  if (contestant === undefined) throw new Error(`there is no contestant ${name}; there are: ${contestants.map((known) => known.name).join(' ')}`);
  return contestant;
}
