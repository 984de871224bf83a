import { wire } from '@weir/flow';
import { DatabaseSync } from 'node:sqlite';
import { aFlow, aResponse, bodyOf, lost, message, Producer, textOf } from '../../test/records.ts';
import { Epochs } from './epochs.ts';
import { migrate, schema } from './schema.ts';
import { Writer } from './writer.ts';

let db: DatabaseSync;
let writer: Writer;
beforeEach(() => {
  db = new DatabaseSync(':memory:');
  migrate(db);
  writer = new Writer(db, new Epochs(db));
});
afterEach(() => db.close());

const append = (...batches: Uint8Array[]) => writer.append(batches, () => undefined);
const rows = (sql: string): unknown[][] => db.prepare(sql).all().map((row) => Object.values(row));

test('a failure in the middle leaves nothing, and the same batches are taken afterwards', () => {
  const [first, second] = [new Producer(0), new Producer(1, 'q')];
  const batches = [first.flows(aFlow(1)), second.flows(aFlow(2), aFlow(3))];
  db.exec("create trigger full before insert on record when (select count(*) from record) = 2 begin select raise(abort, 'full'); end");
  expect(() => append(...batches)).toThrow('full');
  for (const table of ['epoch', 'coverage', 'flow', 'record']) expect(rows(`select * from ${table}`)).toEqual([]);
  db.exec('drop trigger full');
  expect(append(...batches).changed.map(({ id, producer }) => [id, producer])).toEqual([[textOf(1), 'p'], [textOf(2), 'q'], [textOf(3), 'q']]);
  expect(rows('select producer, stored from epoch')).toEqual([['p', 1], ['q', 2]]);
});

test('batches that follow each other are one row of coverage, in whatever order they come', () => {
  const producer = new Producer();
  const batches = Array.from({ length: 5 }, (_, n) => producer.flows(aFlow(2 * n), aFlow(2 * n + 1)));
  append(batches[0]!, batches[4]!, batches[2]!);
  expect(rows('select first, last from coverage')).toEqual([[1, 2], [5, 6], [9, 10]]);
  append(batches[3]!);
  expect(rows('select first, last from coverage')).toEqual([[1, 2], [5, 10]]);
  append(batches[1]!);
  expect(rows('select first, last from coverage')).toEqual([[1, 10]]);
});

test('tells which epochs it heard of, also where nothing is new', () => {
  const producer = new Producer();
  const batch = producer.flows(aFlow(1));
  const heard: number[] = [];
  writer.append([batch, batch, new Producer(1).batch()], (epoch) => heard.push(epoch));
  expect(heard).toEqual([1, 1, 2]);
});

test('the latest time that a record tells, and the goodbye', () => {
  const producer = new Producer();
  append(producer.batch({ flow: aFlow(1) }, message(20, 0, 0, 'm'), lost('r', 0, 0, 0, 1, 30), { goodbye: true }));
  expect(rows('select last_us - 1795514400000000, goodbye_seq, goodbye_last, stored from epoch')).toEqual([[30_000, 4, 4, 2]]);
});

test('long bodies are kept beside the record, short ones in it', () => {
  const flow = (n: number, body: string) => aFlow(n, { response: aResponse({ body: bodyOf(body) }) });
  append(new Producer().flows(flow(1, 'short'), flow(2, 'long '.repeat(1000))));
  expect(rows('select slot, length(data) from body')).toEqual([[5, 5000]]);
  const [short, long] = (rows('select flow from record order by n') as [Uint8Array][]).map(([bytes]) => wire.Flow.decode(bytes));
  expect(short!.response!.body!.data.length).toBe(5);
  expect(long!.response!.body).toMatchObject({ size: 5000, captured: 5000, data: new Uint8Array(0) });
});

test('a record of a kind that this version does not know is a number and nothing else', () => {
  const batch = Uint8Array.from([0x0a, 16, ...new Array<number>(16).fill(1), 0x18, 1, 0x22, 3, 0x7a, 1, 1]);
  expect(append(batch).changed).toEqual([]);
  expect(rows('select stored from epoch')).toEqual([[1]]);
});

test('a file that a later version has brought up meanwhile is not written to', () => {
  db.exec(`pragma user_version = ${schema.length + 1}`);
  expect(() => append(new Producer().flows(aFlow(1)))).toThrow(expect.objectContaining({ code: 'newer-version' }));
  expect(rows('select * from flow')).toEqual([]);
});
