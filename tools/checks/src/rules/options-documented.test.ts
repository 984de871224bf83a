import { optionsPage } from '../options-page.ts';
import { treeOf } from '../tree.ts';
import { optionsDocumented } from './options-documented.ts';

const commands = [{ name: 'weir up', summary: 'run', rows: ['| `--a` | `WEIR_A` | `1` | x |'] }];
const check = (text: string) => optionsDocumented(commands).check(treeOf({ 'docs/options.md': text }));

test('the page as it is written', () => {
  expect(check(optionsPage(commands))).toEqual([]);
});

test('another default, a row that is missing, one too many, no page', () => {
  expect(check(optionsPage(commands).replace('`1`', '`2`'))).toEqual([expect.stringMatching(/^docs\/options\.md:\d+: says "\| `--a` \| `WEIR_A` \| `2` \| x \|", not "\| `--a` \| `WEIR_A` \| `1` \| x \|"/)]);
  expect(check(optionsPage([{ ...commands[0]!, rows: [] }]))).toHaveLength(1);
  expect(check(`${optionsPage(commands)}| more |\n`)).toHaveLength(1);
  expect(optionsDocumented(commands).check(treeOf({}))).toEqual([expect.stringContaining('is not there')]);
});
