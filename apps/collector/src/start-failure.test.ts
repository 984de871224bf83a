import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '@weir/store';
import { apiFailure, storeFailure, type StartFailure } from './start-failure.ts';

function withCode(code: string, message = 'listen failed'): Error {
  return Object.assign(new Error(message), { code });
}

test.each([
  ['EADDRINUSE', 'the API cannot listen on 127.0.0.1:8081: the port is in use (is another Weir running? --api chooses another)'],
  ['EACCES', 'the API cannot listen on 127.0.0.1:8081: not permitted'],
  ['EADDRNOTAVAIL', 'the API cannot listen on 127.0.0.1:8081: this machine has no such address'],
  ['EMFILE', 'the API cannot listen on 127.0.0.1:8081: listen failed'],
])('%s, in words', (code, message) => {
  expect(apiFailure(withCode(code), { host: '127.0.0.1', port: 8081 })).toEqual({ code, message });
});

test('an address of IPv6 stands in brackets; an error without a code has none', () => {
  expect(apiFailure(new Error('one\ntwo'), { host: '::1', port: 1 })).toEqual({ message: 'the API cannot listen on [::1]:1: one' });
});

describe('a store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-start-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function failureOf(path: string): Promise<StartFailure> {
    try {
      await openSqliteStore(path)[Symbol.asyncDispose]();
    } catch (error) {
      return storeFailure(error, path);
    }
    throw new Error('it opened');
  }

  test('that is no database', async () => {
    const path = join(folder, 'text.db');
    writeFileSync(path, 'this is not a database, whatever its name says'.repeat(100));
    expect(await failureOf(path)).toEqual({
      code: 'not-a-database', message: `the store ${path} cannot be opened: it is no database; move the file away, and Weir begins a new one`,
    });
  });

  test("that is another program's database", async () => {
    const path = join(folder, 'foreign.db');
    const db = new DatabaseSync(path);
    db.exec('create table birds (name text)');
    db.close();
    expect((await failureOf(path)).message).toMatch(/^the store .* cannot be opened: it is a database of another program; move the file away/);
  });

  test('whose folder is missing', async () => {
    const path = join(folder, 'none', 'flows.db');
    expect((await failureOf(path)).message).toMatch(/^the store .*flows\.db cannot be opened: [^\n]*no such file or directory[^\n]*$/);
  });
});
