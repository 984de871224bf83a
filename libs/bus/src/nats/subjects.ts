/** Where batches of flows are published: `weir.v1.flows.<partition>.<service>`. No ids are in subjects: one stream takes all of them. */
export const flowSubjects = 'weir.v1.flows.>';
/** The one stream, and the one durable consumer that all collectors share. */
export const flowStream = 'WEIR_FLOWS';
export const collectorConsumer = 'collector';

/** The subject of a producer's batches. `service` becomes one token: letters, digits, `-` and `_`. */
export function flowSubject(service: string, partition = 0): string {
  return `weir.v1.flows.${partition}.${token(service)}`;
}

/** What the answers to a service are addressed to begins with: allowed to hear these alone, it does not hear what a collector is given. */
export function inboxPrefix(service: string): string {
  return `_INBOX.${token(service)}`;
}

function token(service: string): string {
  return service.replace(/[^\w-]/g, '_') || '_';
}
