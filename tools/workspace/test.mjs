// `npm test [-- PATTERN]`: everything that this machine can run, lint and typecheck included.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureInstalled, projectEnvironment, projectNode, root } from './install.mjs';
import { ensurePage } from './page.mjs';
import { ensureServers } from './servers.mjs';

ensureInstalled();
ensurePage();
const missing = ensureServers();

const totals = { passed: 0, failed: 0, skipped: 0 };
const slow = [];
const skipped = new Map();
const patterns = process.argv.slice(2);
const reports = mkdtempSync(join(tmpdir(), 'weir-test-'));
try {
  if (patterns.length === 0) for (const target of ['typecheck', 'lint']) nx(target);
  if (patterns.length > 0) jest('chosen', []);
  else for (const [name, which] of [['unit', '--testPathIgnorePatterns=/apps/e2e/'], ['e2e', '--testPathPatterns=apps/e2e/']]) jest(name, [which]);
} finally {
  rmSync(reports, { recursive: true });
}

process.stdout.write('\nTen slowest tests:\n');
for (const test of slow.sort((a, b) => b.ms - a.ms).slice(0, 10)) process.stdout.write(`  ${String(test.ms).padStart(6)} ms  ${test.name}\n`);
for (const [file, count] of skipped) process.stdout.write(`\nSkipped: ${count} of ${file}, which says why\n`);
if (missing.length > 0) process.stdout.write(`\nNot on this machine, their suites did not run: ${missing.join(', ')}\n`);
if (missing.length > 0 && process.env.CI === 'true') totals.failed += missing.length;
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;

/** Lint and typecheck count as one test a project. */
function nx(target) {
  const args = [join(root, 'node_modules', '.bin', 'nx'), 'run-many', '-t', target, '--output-style=static', '--skip-nx-cache'];
  const result = spawnSync(projectNode(), args, { cwd: root, env: { ...projectEnvironment(), NX_TUI: 'false', FORCE_COLOR: '0' }, encoding: 'utf8', maxBuffer: 1 << 28 });
  const output = `${result.stdout}${result.stderr}`;
  const projects = new Set([...output.matchAll(new RegExp(`nx run ([\\w-]+):${target}`, 'g'))].map((match) => match[1]));
  if (result.status === 0) {
    totals.passed += projects.size;
    process.stdout.write(`${target}: ${projects.size} projects\n`);
    return;
  }
  totals.failed += 1;
  process.stdout.write(output);
}

function jest(name, args) {
  const report = join(reports, `${name}.json`);
  const env = { ...projectEnvironment(), WEIR_TEST_MISSING: missing.join(',') };
  const flags = ['--conditions=source', '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const command = [...flags, join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--json', `--outputFile=${report}`, '--passWithNoTests', '--maxWorkers=2', ...patterns, ...args];
  const result = spawnSync(projectNode(), command, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env });
  let summary;
  try {
    summary = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    process.stdout.write(`jest wrote no report for ${name} (exit ${result.status})\n`);
    totals.failed += 1;
    return;
  }
  totals.passed += summary.numPassedTests;
  totals.failed += summary.numFailedTests + summary.numRuntimeErrorTestSuites;
  totals.skipped += summary.numPendingTests + summary.numTodoTests;
  if (result.status !== 0 && summary.numFailedTests + summary.numRuntimeErrorTestSuites === 0) totals.failed += 1;
  for (const suite of summary.testResults) {
    const { length } = suite.assertionResults.filter(({ status }) => status === 'pending');
    if (length > 0) skipped.set(relative(root, suite.name), length);
    for (const test of suite.assertionResults) slow.push({ ms: Math.round(test.duration ?? 0), name: `${relative(root, suite.name)}: ${test.fullName}` });
  }
}
