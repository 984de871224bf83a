import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstLineOf, which } from './which.ts';

test('finds what can be run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-which-'));
  try {
    writeFileSync(join(folder, 'weir-test-program'), '#!/bin/sh\necho one >&2\necho two >&2\n');
    expect(which('weir-test-program', folder)).toBeUndefined();
    chmodSync(join(folder, 'weir-test-program'), 0o755);
    expect(which('weir-test-program', `/nonexistent:${folder}`)).toBe(join(folder, 'weir-test-program'));
    expect(firstLineOf(join(folder, 'weir-test-program'), [])).toBe('one');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what is not there', () => {
  expect(which('weir-no-such-program')).toBeUndefined();
  expect(firstLineOf('/nonexistent/weir', [])).toBe('');
});
