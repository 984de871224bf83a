import type { HandlerParts } from '../parts.ts';
import { names } from './candidates.ts';

/** The same parts; where tcp_hosts names the host, and nothing else has fixed the stack, with a raw one. */
export function rawWhereAsked(parts: HandlerParts, sni?: string): HandlerParts {
  const { conn, route, options } = parts;
  if (route.stack !== 'detect' || options.hosts?.isRaw(names(conn, route, sni)) !== true) return parts;
  return { ...parts, route: { ...route, stack: 'tcp' } };
}
