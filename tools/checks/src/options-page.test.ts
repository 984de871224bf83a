import { optionsPage } from './options-page.ts';

test('a section a command', () => {
  const page = optionsPage([{ name: 'weir up', summary: 'run proxies', rows: ['| `--a` | `WEIR_A` | `1` | x |', '| `--b` | `WEIR_B` |  | y |'] }, { name: 'weir show ID', summary: 'show one', rows: ['| `--c` | `WEIR_C` |  | z |'] }]);
  expect(page).toContain('\n## weir up\n\nRun proxies.\n\n| flag | environment | default | what |\n|---|---|---|---|\n| `--a` | `WEIR_A` | `1` | x |\n| `--b` | `WEIR_B` |  | y |\n\n## weir show ID\n');
  expect(page).toMatch(/^# Options\n/);
  expect(page).toMatch(/Show one\.\n\n.+\n.+\n\| `--c` .+\n$/);
});
