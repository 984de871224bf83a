import { wire } from '@weir/ca-api';
import type { Roots } from '@weir/certs';
import { encodePem } from '@weir/x509';

const states = {
  current: wire.RootState.ROOT_STATE_CURRENT,
  next: wire.RootState.ROOT_STATE_NEXT,
  previous: wire.RootState.ROOT_STATE_PREVIOUS,
} as const;

/** What clients of proxies are to trust, as callers get it. */
export function bundleOf({ current, trusted }: Pick<Roots, 'current' | 'trusted'>): wire.Bundle {
  return {
    roots: trusted().map(({ certificate, state }) => ({ certificate: certificate.raw, state: states[state] })),
    intermediates: [...current.chain],
  };
}

/** The same as PEM, for those that read files: the roots alone. */
export function bundlePem({ trusted }: Pick<Roots, 'trusted'>): string {
  return trusted().map(({ certificate }) => encodePem('CERTIFICATE', certificate.raw)).join('');
}
