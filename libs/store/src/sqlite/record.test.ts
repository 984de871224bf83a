import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFilter } from '@weir/query';
import { aFlow, idOf, Producer, textOf } from '../../test/records.ts';
import { flowSlices } from './flow-slices.ts';
import { openSqliteStore } from './open.ts';
import { decodeStored, storedJson } from './record.ts';

const bytes = flowSlices(new Producer().flows(aFlow(1)))[0]!;
const damaged = expect.objectContaining({ name: 'StoreError', code: 'corrupt-record', message: `the stored record of flow ${textOf(1)} is damaged` });

test('a record is read as it was written', () => {
  expect(storedJson({ id: idOf(1), producer: 'p', bytes })).toMatchObject({ id: textOf(1), producer: 'p', request: { method: 'GET' } });
});

test('any bytes are a flow or an error', () => {
  for (let i = 0; i < bytes.length; i++) {
    const changed = Uint8Array.from(bytes);
    changed[i]! ^= 0xff;
    for (const each of [changed, bytes.subarray(0, i)]) {
      try {
        expect(decodeStored({ id: idOf(1), bytes: each }).id).toEqual(idOf(1));
      } catch (error) {
        expect(error).toEqual(damaged);
      }
    }
  }
});

test('another flow\'s record, a type that nobody knows, and none at all', () => {
  expect(() => decodeStored({ id: idOf(1), bytes: flowSlices(new Producer().flows(aFlow(2)))[0]! })).toThrow(damaged);
  expect(() => decodeStored({ id: idOf(1), bytes: Uint8Array.from([...bytes, 0x10, 99]) })).toThrow(damaged);
  expect(() => decodeStored({ id: idOf(1), bytes: new Uint8Array(0) })).toThrow(damaged);
});

describe('in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-record-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(["update record set flow = x'ffff'", "update record set flow = substr(flow, 1, 40)", 'delete from record'])('%s: a clear error, and the store goes on', async (sql) => {
    const path = join(folder, `${sql.length}.db`);
    await using store = openSqliteStore(path);
    store.append([new Producer().flows(aFlow(1))]);
    const db = new DatabaseSync(path);
    db.exec(sql);
    db.close();
    expect(() => store.get(textOf(1))).toThrow(damaged);
    expect(() => store.find({ limit: 1 })).toThrow(damaged);
    expect(() => store.find({ limit: 1, filter: parseFilter('~b x') })).toThrow(damaged);
    expect(() => store.body(textOf(1), 'response')).toThrow(damaged);
    store.append([new Producer(1).flows(aFlow(1, { revision: 2 }))]);
    expect(store.get(textOf(1))).toMatchObject({ revision: 2 });
  });
});
