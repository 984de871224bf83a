import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'weir-page-folder-')));
afterAll(() => rmSync(folder, { recursive: true }));

/** In a process: jest has no import.meta.resolve. */
function found(module: string): unknown {
  const source = `import { pageFolder } from ${JSON.stringify(module)}; console.log(JSON.stringify(pageFolder() ?? null));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--conditions=source', '--input-type=module', '-e', source], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

test('in a checkout: where the page is built, once it is', () => {
  const page = realpathSync(join(import.meta.dirname, '../../ui'));
  const built = existsSync(join(page, 'dist/index.html'));
  expect(found(join(import.meta.dirname, 'page-folder.ts'))).toBe(built ? join(page, 'dist') : null);
});

test('elsewhere: where package.json says, or nowhere', () => {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', imports: { '#page/*': './page/*' } }));
  cpSync(join(import.meta.dirname, 'page-folder.ts'), join(folder, 'page-folder.ts'));
  expect(found(join(folder, 'page-folder.ts'))).toBeNull();
  mkdirSync(join(folder, 'page'));
  writeFileSync(join(folder, 'page/index.html'), '');
  expect(found(join(folder, 'page-folder.ts'))).toBe(join(folder, 'page'));
});
