import { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './transaction.ts';

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
