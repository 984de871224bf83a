import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../src/index.ts';
import { textOf } from './records.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-crash-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Lets a child append to the file until it has said so many times that a commit was done, and kills it in the midst. Batches told. */
async function killAfter(path: string, batches: number): Promise<number> {
  const child = spawn(process.execPath, ['--conditions=source', '--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'append-until-killed.ts'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let told = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    told = Number(line);
    if (told >= batches) child.kill('SIGKILL');
  }
  expect((await exited)[1]).toBe('SIGKILL');
  return told;
}

// 20 KB a flow: the file is written over from its journal several times meanwhile.
test.each([1, 7, 60])('killed after %i batches: what was committed is there, whole, and nothing half', async (batches) => {
  const path = join(folder, `${batches}.db`);
  const told = await killAfter(path, batches);
  await using store = openSqliteStore(path);
  const { stored, captured, lost } = store.loss();
  expect(stored % 50).toBe(0);
  expect(stored).toBeGreaterThanOrEqual(told * 50);
  expect({ captured, lost }).toEqual({ captured: stored, lost: [] });
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = store.find({ limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
    count += page.flows.length;
    cursor = page.next;
  } while (cursor !== undefined);
  expect(count).toBe(stored);
  for (let n = 50; n < 50 + told * 50; n += 10) expect(store.body(textOf(n), 'response')).toMatchObject({ size: 20_000, truncated: false });
  const db = new DatabaseSync(path);
  expect(Object.values(db.prepare('pragma integrity_check').get()!)).toEqual(['ok']);
  db.close();
}, 60_000);
