import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listText, measureAll } from './actions.ts';
import { parseArguments } from './arguments.ts';
import type { Bench } from './measure.ts';
import type { Report } from './report.ts';

test('the list names scenarios and contestants', () => {
  expect(listText()).toMatch(/Scenarios\n {2}reverse-1k .*\nContestants\n {2}nginx .*\n {2}weir-off +weir /s);
});

test('where nobody takes part there is a report all the same, and a file of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-actions-'));
  try {
    const file = join(folder, 'report.json');
    // nginx is no regular proxy: nothing is started.
    const text = await measureAll({} as Bench, parseArguments(['regular-1k', '--only', 'nginx', '--json', file]));
    expect(text).toMatch(/5 rounds of 3 s after 6 s of warm-up, 64 connections; /);
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    expect(report).toMatchObject({ options: { rounds: 5, seconds: 3 }, scenarios: [] });
    expect(report.machine.cores).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
