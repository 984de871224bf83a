import type { FlowRecord } from '@weir/flow';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../src/index.ts';
import { aFlow, aRequest, aResponse, bodyOf, noonUs, Producer } from './records.ts';

// Appends flows of 1.65 KB, batches of 100 in groups of 64 as a collector takes them, to a new file, and says what that costs:
// node --conditions=source libs/store/test/measure-append.ts [FLOWS]
const flows = Number(process.argv[2] ?? 320_000);
const group = 64 * 100;
const hosts = Array.from({ length: 40 }, (_, n) => `service-${n}.shop.example`);
const folder = mkdtempSync(join(tmpdir(), 'weir-append-'));
const path = join(folder, 'flows.db');
const producer = new Producer();

function flowAt(n: number): FlowRecord {
  const host = hosts[n % hosts.length]!;
  const startedAtUs = noonUs + n * 100;
  return aFlow(Math.floor(n / 10), {
    id: idAt(n), startedAtUs, endedAtUs: startedAtUs + 800 + (n * 7919) % 40_000,
    request: aRequest({
      host, authority: host, path: `/api/v1/orders/${n}?expand=lines&locale=en-GB`, method: n % 7 === 0 ? 'POST' : 'GET',
      headers: [
        'Host', host, 'User-Agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Accept', 'application/json, text/plain, */*',
        'Accept-Language', 'en-GB,en;q=0.7,de;q=0.3', 'Accept-Encoding', 'gzip, deflate, br, zstd', 'Referer', `https://${host}/orders`,
        'X-Request-Id', `4bf92f3577b34da6a3ce929d0e0e${n}`, 'Connection', 'keep-alive',
      ],
    }),
    response: aResponse({
      status: n % 97 === 0 ? 503 : n % 31 === 0 ? 404 : 200,
      headers: [
        'Date', 'Tue, 24 Nov 2026 10:00:00 GMT', 'Content-Type', 'application/json; charset=utf-8', 'Content-Length', '700', 'Cache-Control', 'private, no-cache',
        'ETag', `"${n}-33a64df551425fcc55e4d42a148795d9f25f89d4"`, 'Server', 'nginx/1.26.3', 'Vary', 'Accept-Encoding', 'Strict-Transport-Security', 'max-age=31536000',
      ],
      body: bodyOf(`{"order":${n},"lines":"${'x'.repeat(655)}"}`),
    }),
  });
}

function idAt(n: number): Uint8Array {
  const id = Buffer.alloc(16);
  id.writeUIntBE(Math.floor((noonUs + n * 100) / 1000), 0, 6);
  id.writeUInt32BE((n * 2654435761) >>> 0, 6);
  id.writeUInt32BE(n, 12);
  return new Uint8Array(id);
}

const store = openSqliteStore(path);
let bytes = 0;
let cpuUs = 0;
let wallMs = 0;
for (let first = 0; first < flows; first += group) {
  const batches = Array.from({ length: 64 }, (_, b) => producer.flows(...Array.from({ length: 100 }, (_, i) => flowAt(first + b * 100 + i))));
  bytes += batches.reduce((sum, { length }) => sum + length, 0);
  const before = process.cpuUsage();
  const start = performance.now();
  store.append(batches);
  wallMs += performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  cpuUs += user + system;
}
const { stored } = store.loss();
const size = statSync(path).size;
await store[Symbol.asyncDispose]();
rmSync(folder, { recursive: true });
process.stdout.write(`${stored} flows of ${Math.round(bytes / stored)} bytes: ${(cpuUs / stored).toFixed(1)} us of CPU each, ${Math.round(stored / (cpuUs / 1e6))} a second on one core (${Math.round(stored / (wallMs / 1000))} by the clock); ${Math.round(size / stored)} bytes each in the file\n`);
