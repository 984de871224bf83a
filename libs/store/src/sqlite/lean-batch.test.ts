import { readdirSync, readFileSync } from 'node:fs';
import { seeded } from '@weir/testing';
import { randomItems } from '../../test/random-flows.ts';
import { aFlow, aRequest, aResponse, bodyChunk, bodyOf, lost, Producer } from '../../test/records.ts';
import { fuzzLeanBatch } from './lean-batch.fuzz.ts';
import { leanBatch } from './lean-batch.ts';

const full = aFlow(7, {
  client: { address: '10.0.0.7', port: 1, tls: { version: 'TLSv1.3', cipher: 'c', alpn: 'h2', sni: 'a', certificate: undefined } },
  server: { address: '2001:db8::2', port: 443, ip: '10.0.0.1', via: 'http://v', tls: { version: 'v', cipher: 'c', alpn: '', sni: '', certificate: { subject: 's', issuer: 'i', notAfter: 'n', names: ['a', 'b'] } } },
  request: aRequest({ trailers: ['T', 'v'], body: bodyOf('ask') }),
  response: aResponse({ headers: ['Content-Type', 'image/png', 'Upgrade', 'websocket', 'X', 'y'], trailers: ['T', 'v'], startedAtUs: 5 }),
  messages: { count: 2, bytes: 9 }, error: { code: 'reset', message: 'caf\u00e9' },
});

test('a batch of flows is read as decoding reads it', () => {
  expect(fuzzLeanBatch(new Producer().flows(full, aFlow(1), aFlow(2, { type: 'tcp', request: undefined, response: undefined, server: undefined })))).toBe(true);
  expect(fuzzLeanBatch(new Producer().flows())).toBe(true);
});

test.each(Array.from({ length: 50 }, (_, seed) => [seed]))('so are random ones (seed %i)', (seed) => {
  const random = seeded(seed);
  const flows = Array.from({ length: 8 }, (_, n) => randomItems(random, n)[0]!);
  expect(fuzzLeanBatch(new Producer().batch(...flows))).toBe(true);
});

test('and the fixtures of flows alone', () => {
  const fixtures = new URL('../../../flow/fixtures/', import.meta.url);
  const found = readdirSync(fixtures).filter((name) => name.endsWith('.bin') && fuzzLeanBatch(new Uint8Array(readFileSync(new URL(name, fixtures)))));
  expect(found.length).toBeGreaterThan(0);
});

test('what is not the usual is left to decoding', () => {
  const producer = new Producer();
  for (const item of [bodyChunk(1, 0, 0, 'x'), lost('r', 1, 5, 5), { goodbye: true }] as const) expect(leanBatch(producer.batch({ flow: aFlow(1) }, item))).toBeUndefined();
  expect(leanBatch(producer.flows(aFlow(1, { mode: 'regul\u00e4r' })))).toBeUndefined();
  expect(leanBatch(producer.flows(aFlow(1, { id: new Uint8Array(3) })))).toBeUndefined();
  expect(leanBatch(Uint8Array.of(0x0a, 1, 1, 0x18, 1))).toBeUndefined();
  expect(leanBatch(new Uint8Array(5 * 1024 * 1024))).toBeUndefined();
});

test('cut anywhere, or with any byte changed, it is what decoding gives or nothing', () => {
  const batch = new Producer().flows(full);
  let read = 0;
  for (let at = 0; at < batch.length; at++) {
    fuzzLeanBatch(batch.subarray(0, at));
    for (const change of [0x01, 0x80]) {
      const changed = Uint8Array.from(batch);
      changed[at]! ^= change;
      if (fuzzLeanBatch(changed)) read++;
    }
  }
  expect(read).toBeGreaterThan(50);
});
