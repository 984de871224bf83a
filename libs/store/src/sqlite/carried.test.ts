import { gzipSync } from 'node:zlib';
import { wire } from '@weir/flow';
import { DatabaseSync } from 'node:sqlite';
import { aFlow, aRequest, aResponse, bodyChunk, bodyInChunks, idOf, message, Producer } from '../../test/records.ts';
import { Carried, streamOf } from './carried.ts';
import { Epochs } from './epochs.ts';
import { Flows } from './flows.ts';
import { migrate } from './schema.ts';
import { Writer } from './writer.ts';

let db: DatabaseSync;
let flows: Flows;
let carried: Carried;
let writer: Writer;
beforeEach(() => {
  db = new DatabaseSync(':memory:');
  migrate(db);
  const epochs = new Epochs(db);
  flows = new Flows(db, epochs);
  carried = new Carried(db, flows);
  writer = new Writer(db, epochs);
});
afterEach(() => db.close());

test('what a filter searches is decoded; what is no such coding is not searched', () => {
  const zipped = gzipSync('needle');
  const body = { size: zipped.length, captured: zipped.length, parts: [zipped] };
  const headers = ['content-encoding', 'gzip'];
  writer.append([new Producer().flows(aFlow(1, { request: aRequest({ headers, body: { size: 3, captured: 3, parts: [Buffer.from('raw')] } }), response: aResponse({ headers, body }) }))], () => undefined);
  const flow = flows.json(idOf(1))!;
  expect(Buffer.from(carried.body(flow, 'response')!).toString()).toBe('needle');
  expect(carried.body(flow, 'request')).toBeUndefined();
});

test('messages are read in order, and a reader may stop', () => {
  writer.append([new Producer().batch({ flow: aFlow(1) }, message(1, 1, 1, 'b'), message(1, 0, 0, 'a'), message(1, 0, 2, 'c'))], () => undefined);
  const flow = flows.json(idOf(1))!;
  const read = (): string[] => [...carried.messages(flow)].map(({ from, data }) => `${from} ${Buffer.from(data).toString()}`);
  for (const _first of carried.messages(flow)) break;
  expect(read()).toEqual(['client a', 'server b', 'client c']);
});

test('one chunk is a body as well', () => {
  writer.append([new Producer().batch({ flow: aFlow(1, { response: aResponse({ body: bodyInChunks(3) }) }) }, bodyChunk(1, 1, 0, 'abc'))], () => undefined);
  expect(carried.stored(idOf(1), 'response')).toMatchObject({ size: 3, truncated: false });
});

test('streams of chunks', () => {
  const chunk = (kind: wire.ChunkKind, side: wire.Side) => streamOf({ kind, side } as wire.Chunk);
  expect([chunk(wire.ChunkKind.BODY, 0), chunk(wire.ChunkKind.BODY, 1), chunk(wire.ChunkKind.MESSAGE, 0), chunk(wire.ChunkKind.MESSAGE, 1)]).toEqual([0, 1, 2, 2]);
});
