import { defaultLimits, type Limits, type Route } from '@weir/core';
import type { Stage } from '@weir/testing';
import { defaultHttpOptions, type Http1Parts, type HttpOptions } from '../src/http1/index.ts';
import { originRoute } from './parts.ts';

/** What a part of the HTTP/1 handler is made from, on a playbook's stage. Nothing begins anew in it. */
export function http1Parts({ conn, io, recorder }: Stage, route: Partial<Route> = {}, options: Partial<HttpOptions> = {}, limits: Partial<Limits> = {}): Http1Parts {
  const never = () => {
    throw new Error('nothing begins anew here');
  };
  return {
    conn, io, recorder, protocols: { start: never }, limits: { ...defaultLimits, ...limits },
    route: { ...originRoute, ...route }, options: { ...defaultHttpOptions, upgraded: never, ...options },
  };
}
