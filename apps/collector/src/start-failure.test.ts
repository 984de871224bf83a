import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { apiFailure, storeFailure } from './start-failure.ts';

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

describe('what SQLite itself says about a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-start-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function failureOf(path: string): string {
    try {
      new DatabaseSync(path).exec('SELECT * FROM sqlite_schema');
    } catch (error) {
      return storeFailure(error, path).message;
    }
    throw new Error('it opened');
  }

  test('that is no database', () => {
    const path = join(folder, 'flows.db');
    writeFileSync(path, 'this is not a database, whatever its name says'.repeat(100));
    expect(failureOf(path)).toBe(`the store ${path} cannot be opened: it is damaged, or no flow store; move the file away, and Weir begins a new one`);
  });

  test('whose folder is missing', () => {
    const path = join(folder, 'none', 'flows.db');
    expect(failureOf(path)).toBe(`the store ${path} cannot be opened: the file or its folder is missing, or not permitted`);
  });
});

test('another failure of a store is told in its own first line', () => {
  expect(storeFailure(withCode('EISDIR', 'is a directory\n  at open'), '/x')).toEqual({ code: 'EISDIR', message: 'the store /x cannot be opened: is a directory' });
});
