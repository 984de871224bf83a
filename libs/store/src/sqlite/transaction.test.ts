import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inSnapshot, inTransaction } from './transaction.ts';

let db: DatabaseSync;
beforeEach(() => {
  db = new DatabaseSync(':memory:');
  db.exec('create table a (x)');
});
afterEach(() => db.close());

const rows = (): number => db.prepare('select * from a').all().length;

test('all of it, and its result', () => {
  expect(inTransaction(db, () => Number(db.prepare('insert into a values (1)').run().changes))).toBe(1);
  expect([rows(), db.isTransaction]).toEqual([1, false]);
});

test('or none', () => {
  expect(() => inTransaction(db, () => {
    db.exec('insert into a values (1)');
    throw new Error('why');
  })).toThrow('why');
  expect([rows(), db.isTransaction]).toEqual([0, false]);
});

test('also where the database has rolled back itself', () => {
  expect(() => inTransaction(db, () => {
    db.exec('insert into a values (1); rollback');
    throw new Error('full');
  })).toThrow('full');
  expect([rows(), db.isTransaction]).toEqual([0, false]);
});

test('a rollback that failed hides nothing, and is made up for by the next transaction', () => {
  const said: string[] = [];
  let broken = true;
  const failing = {
    isTransaction: false,
    exec(sql: string) {
      said.push(sql);
      if (sql === 'begin immediate') failing.isTransaction = true;
      else if (broken) throw new Error(`disk I/O error at ${sql}`);
      else failing.isTransaction = false;
    },
  };
  expect(() => inTransaction(failing as unknown as DatabaseSync, () => 1)).toThrow('disk I/O error at commit');
  broken = false;
  expect(inTransaction(failing as unknown as DatabaseSync, () => 2)).toBe(2);
  expect(said).toEqual(['begin immediate', 'commit', 'rollback', 'rollback', 'begin immediate', 'commit']);
});

describe('a snapshot', () => {
  test('is of one moment', () => {
    const folder = mkdtempSync(join(tmpdir(), 'weir-snapshot-'));
    const [reader, writer] = [1, 2].map(() => new DatabaseSync(join(folder, 'a.db'))) as [DatabaseSync, DatabaseSync];
    writer.exec('pragma journal_mode = wal; create table a (x)');
    const count = (): number => reader.prepare('select * from a').all().length;
    inSnapshot(reader, () => {
      expect(count()).toBe(0);
      writer.exec('insert into a values (1)');
      expect(count()).toBe(0);
    });
    expect([count(), reader.isTransaction]).toEqual([1, false]);
    for (const each of [reader, writer]) each.close();
    rmSync(folder, { recursive: true });
  });

  test('may be taken within another, within a transaction, and while rows are read', () => {
    db.exec('insert into a values (1), (2)');
    expect(inTransaction(db, () => inSnapshot(db, () => inSnapshot(db, rows)))).toBe(2);
    const counts: number[] = [];
    for (const _row of db.prepare('select * from a').iterate()) counts.push(inSnapshot(db, rows));
    expect([counts, db.isTransaction]).toEqual([[2, 2], false]);
  });

  test('ends with a failure', () => {
    expect(() => inSnapshot(db, () => { throw new Error('why'); })).toThrow('why');
    expect(db.isTransaction).toBe(false);
  });
});
