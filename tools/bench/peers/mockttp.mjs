// node mockttp.mjs PORT CA_KEY CA_CERT [TARGET_URL]: with a target a reverse proxy, without one a forward proxy.
import { readFileSync } from 'node:fs';
import { getLocal } from 'mockttp';

const [port, key, cert, target] = process.argv.slice(2);
const server = getLocal({
  https: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') },
  http2: false,
  recordTraffic: false,
  suggestChanges: false,
  maxBodySize: 1024 * 1024,
});
const rule = server.forAnyRequest();
if (target === undefined) await rule.thenPassThrough({ ignoreHostHttpsErrors: true });
else await rule.thenForwardTo(target, { ignoreHostHttpsErrors: true });

// Who captures subscribes: requests and answers with their bodies, the newest 256 kept.
const kept = new Array(256);
let count = 0;
const keep = (message) => { kept[count++ % kept.length] = message; };
await server.on('request', keep);
await server.on('response', keep);

await server.start(Number(port));
process.on('SIGTERM', () => process.exit(0));
