import { get } from 'node:http';
import { HEALTH_LISTEN, parseHealthListen } from './health-listen.ts';

// What a container's HEALTHCHECK runs beside the service, every few seconds: it loads little. Exit 0 where the service is ready, or has no listener to be
// asked (WEIR_HEALTH_LISTEN=off); else exit 1 with the reason on standard output, which `docker inspect` shows.

/** Less than the HEALTHCHECK's own deadline: it says then what was wrong. */
const deadlineMs = 4_000;

const at = parseHealthListen(process.env['WEIR_HEALTH_LISTEN'] || HEALTH_LISTEN);
if (at !== undefined) {
  // Nobody can connect to a wildcard everywhere; who listens there listens on loopback.
  const host = ['', '0.0.0.0', '::'].includes(at.host) ? '127.0.0.1' : at.host;
  const request = get({ host, port: at.port, path: '/readyz', agent: false, signal: AbortSignal.timeout(deadlineMs) }, (response) => {
    process.exitCode = response.statusCode === 200 ? 0 : 1;
    response.pipe(process.stdout);
  });
  request.on('error', (error) => {
    process.stdout.write(`/readyz at ${host}:${at.port} does not answer: ${error.message}\n`);
    process.exitCode = 1;
  });
}
