// node http-mitm-proxy.mjs PORT FOLDER: a forward proxy; it makes an authority of its own in FOLDER.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Proxy } from 'http-mitm-proxy';

const [port, folder] = process.argv.slice(2);
const proxy = new Proxy();
proxy.onError((_context, error) => console.error(String(error)));

// Who captures reads what passes: request, answer and their bodies, the newest 256 kept.
const kept = new Array(256);
let count = 0;
proxy.onRequest((context, callback) => {
  const chunks = [];
  context.onRequestData((_, chunk, next) => { chunks.push(chunk); next(null, chunk); });
  context.onResponseData((_, chunk, next) => { chunks.push(chunk); next(null, chunk); });
  context.onResponseEnd((ended, next) => {
    kept[count++ % kept.length] = { request: ended.clientToProxyRequest.headers, response: ended.serverToProxyResponse.headers, body: Buffer.concat(chunks) };
    next();
  });
  callback();
});

proxy.listen({
  port: Number(port),
  host: '127.0.0.1',
  sslCaDir: folder,
  keepAlive: true,
  httpAgent: new HttpAgent({ keepAlive: true }),
  httpsAgent: new HttpsAgent({ keepAlive: true, rejectUnauthorized: false }),
});
process.on('SIGTERM', () => process.exit(0));
