import { parseHealthListen } from './health-listen.ts';
import { grouped, optionalParsed } from './option.ts';

/** How a service tells what it does. `listen`: where it listens unless it is told; absent: only where it is told. */
export function healthOptions(listen?: string) {
  return grouped('Health and metrics', {
    health_listen: optionalParsed('[HOST:]PORT|off', 'where /healthz, /readyz and /metrics are, without a token; port 0 picks a free one', parseHealthListen, listen),
    otlp_endpoint: optionalParsed('URL', 'send metrics there by OTLP/HTTP, such as http://localhost:4318; /v1/metrics is appended', parseOtlpEndpoint),
  });
}

/** An absolute URL of http or https. Credentials would be seen in the log: OTEL_EXPORTER_OTLP_HEADERS is for them. */
export function parseOtlpEndpoint(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new Error('expected an http:// or https:// URL, such as http://localhost:4318');
  }
  if (url.username !== '' || url.password !== '') throw new Error('expected a URL without credentials: OTEL_EXPORTER_OTLP_HEADERS takes them');
  return url.href.replace(/\/+$/, '');
}
