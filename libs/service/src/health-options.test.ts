import { resolveOptions } from './configuration.ts';
import { HEALTH_LISTEN } from './health-listen.ts';
import { healthOptions, parseOtlpEndpoint } from './health-options.ts';

function resolved(listen: string | undefined, environment: Record<string, string> = {}) {
  return resolveOptions(healthOptions(listen), { given: new Map(), environment });
}

test('a service listens unless it is told not to; another program only where it is told', () => {
  expect(resolved(HEALTH_LISTEN)).toEqual({ health_listen: { host: '', port: 9464 }, otlp_endpoint: undefined });
  expect(resolved(HEALTH_LISTEN, { WEIR_HEALTH_LISTEN: 'off' }).health_listen).toBeUndefined();
  expect(resolved(undefined).health_listen).toBeUndefined();
  expect(resolved(undefined, { WEIR_HEALTH_LISTEN: '127.0.0.1:1' }).health_listen).toEqual({ host: '127.0.0.1', port: 1 });
});

test('what is wrong names its place', () => {
  expect(() => resolved(undefined, { WEIR_HEALTH_LISTEN: 'no' })).toThrow(/^WEIR_HEALTH_LISTEN: expected \[HOST:\]PORT/);
  expect(() => resolved(undefined, { WEIR_OTLP_ENDPOINT: 'no' })).toThrow(/^WEIR_OTLP_ENDPOINT: expected an http/);
});

test.each([
  ['http://localhost:4318', 'http://localhost:4318'], ['http://localhost:4318/', 'http://localhost:4318'], ['https://a.test/otlp/', 'https://a.test/otlp'],
])('%s', (given, url) => {
  expect(parseOtlpEndpoint(given)).toBe(url);
});

test.each(['localhost:4318', 'grpc://a:4317', '', 'http://', 'http://a?b=c', 'http://a#b'])('%j is no endpoint', (given) => {
  expect(() => parseOtlpEndpoint(given)).toThrow('expected an http:// or https:// URL');
});

test('credentials have another place', () => {
  expect(() => parseOtlpEndpoint('http://user:password@a:4318')).toThrow('OTEL_EXPORTER_OTLP_HEADERS');
});
