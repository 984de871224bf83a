import { deepStrictEqual } from 'node:assert/strict';
import type { FlowFacts, Outcome } from '@weir/testing';

/**
 * Throws unless two plays of one script came to the same. Where a flow failed, how much of its last message had passed before may depend on the
 * pieces it came in: what one side got is then the beginning of what it got in the other play.
 */
export function sameOutcome(pieces: Outcome, whole: Outcome): void {
  const [got, want] = [withoutReasons(pieces), withoutReasons(whole)];
  const failed = want.flows.some(({ outcome }) => outcome !== 'complete');
  deepStrictEqual(without(got, failed), without(want, failed));
  if (!failed) return;
  begins(got.toClient, want.toClient, 'to the client');
  want.toServers.forEach((text, at) => begins(got.toServers[at]!, text, `to server ${at}`));
  want.flows.forEach(({ body }, at) => {
    begins(got.flows[at]!.body.client ?? '', body.client ?? '', `body of request ${at}`);
    begins(got.flows[at]!.body.server ?? '', body.server ?? '', `body of answer ${at}`);
  });
}

/** Of two faults in one head either may be met first: a page of ours counts by its status. */
function withoutReasons(outcome: Outcome): Outcome {
  const toClient = outcome.toClient.replace(/(HTTP\/1\.1 \d+) [^\r\n]*\r\nServer: weir\r\n(?:[^\r\n]+\r\n)*\r\n(?:<html>[\s\S]*?<\/html>\n)?/g, '$1 page');
  return { ...outcome, toClient };
}

function without(outcome: Outcome, failed: boolean): object {
  // A leg that is no longer needed is ended where there was time to, else with the connection; and not waited for where the answer came after all of the request.
  const orders = outcome.orders.filter(([order, to]) => to !== 'server' || (order !== 'end' && order !== 'reset' && order !== 'stop'));
  if (!failed) return { ...outcome, orders };
  return { orders, servers: outcome.toServers.length, flows: outcome.flows.map(facts) };
}

/** The parts of a flow that a failure leaves no doubt about. */
function facts({ body, ...rest }: FlowFacts): object {
  return rest.outcome === 'complete' ? { body, ...rest } : rest;
}

function begins(one: string, other: string, what: string): void {
  if (!one.startsWith(other) && !other.startsWith(one)) throw new Error(`${what}: ${JSON.stringify(one)} in pieces, ${JSON.stringify(other)} whole`);
}
