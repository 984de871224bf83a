/** The address in a peer's `ADDRESS:PORT`, as grpc-js writes it. */
export function addressOf(peer: string): string {
  return peer.replace(/:\d+$/, '');
}
