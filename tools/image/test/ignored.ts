import { readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';

/** Whether the .dockerignore of this text keeps a path out of the build: a pattern names a file, or a folder with all that is in it. None begins with `!`. */
export function ignoredBy(text: string): (path: string) => boolean {
  const patterns = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return (path) => patterns.some((pattern) => matchesGlob(path, pattern) || matchesGlob(path, `${pattern}/**`));
}

export function dockerignore(checkout: string): (path: string) => boolean {
  return ignoredBy(readFileSync(`${checkout}/.dockerignore`, 'utf8'));
}
