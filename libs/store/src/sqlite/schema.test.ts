import { DatabaseSync } from 'node:sqlite';
import { aFlow, aRequest, Producer } from '../../test/records.ts';
import { Epochs } from './epochs.ts';
import { applicationId, inspect, migrate, pragma, schema } from './schema.ts';
import { Writer } from './writer.ts';

let db: DatabaseSync;
beforeEach(() => { db = new DatabaseSync(':memory:'); });
afterEach(() => db.close());

const steps = ['create table a (x)', 'alter table a add column y', 'insert into a values (1, 2)'];

test.each([0, 1, 2, 3])('from version %i to the newest', (version) => {
  migrate(db, steps.slice(0, version));
  inspect(db, steps);
  migrate(db, steps);
  expect(pragma(db, 'user_version')).toBe(3);
  expect(pragma(db, 'application_id')).toBe(applicationId);
  expect({ ...db.prepare('select * from a').get() }).toEqual({ x: 1, y: 2 });
});

test('a step that fails leaves the version that was there', () => {
  migrate(db, steps.slice(0, 1));
  expect(() => migrate(db, [...steps.slice(0, 2), 'not sql'])).toThrow('syntax error');
  expect(pragma(db, 'user_version')).toBe(1);
  expect(db.isTransaction).toBe(false);
  migrate(db, steps);
  expect(pragma(db, 'user_version')).toBe(3);
});

test('a file of version 1 gets the sums of the flows that it has', () => {
  migrate(db);
  const writer = new Writer(db, new Epochs(db));
  writer.append([new Producer().flows(aFlow(1), aFlow(2), aFlow(61_000), aFlow(61_001, { request: aRequest({ method: 'POST' }) }))], () => undefined);
  const sums = (): unknown[] => db.prepare('select * from minute').all().map((row) => ({ ...row }));
  const before = sums();
  expect(before).toHaveLength(3);
  db.exec('drop table minute; pragma user_version = 1');
  migrate(db);
  expect(sums()).toEqual(before);
  expect(pragma(db, 'user_version')).toBe(2);
});

test('what waits for another process has its own patience again afterwards', () => {
  db.exec('pragma busy_timeout = 7');
  migrate(db);
  expect(pragma(db, 'busy_timeout')).toBe(7);
});

test('the newest again changes nothing', () => {
  migrate(db);
  migrate(db);
  expect(pragma(db, 'user_version')).toBe(schema.length);
});

test('what must not be touched', () => {
  expect(() => inspect(db)).not.toThrow();
  db.exec('pragma user_version = 1');
  expect(() => inspect(db)).toThrow(expect.objectContaining({ code: 'foreign-database' }));
  db.exec(`pragma application_id = ${applicationId}; pragma user_version = ${schema.length + 1}`);
  expect(() => inspect(db)).toThrow(expect.objectContaining({ code: 'newer-version' }));
});
