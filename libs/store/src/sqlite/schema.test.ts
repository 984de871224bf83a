import { DatabaseSync } from 'node:sqlite';
import { applicationId, inspect, migrate, pragma, schema } from './schema.ts';

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
