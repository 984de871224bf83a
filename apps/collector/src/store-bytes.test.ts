import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeBytes } from './store-bytes.ts';

test('the database, and its log where there is one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bytes-'));
  const path = join(folder, 'flows.db');
  expect(storeBytes(path)).toBeUndefined();
  writeFileSync(path, 'a'.repeat(10));
  expect(storeBytes(path)).toBe(10);
  writeFileSync(`${path}-wal`, 'a'.repeat(5));
  expect(storeBytes(path)).toBe(15);
  rmSync(folder, { recursive: true });
});
