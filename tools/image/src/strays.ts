import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { packageOf } from './licenses.ts';
import type { WorkspacePackage } from './workspace.ts';

const ofModule = /\bimport\.meta\b(?:\.resolve\('(#[\w-]+(?:\/)?)[^']*'\))?/g;
const besideItself = /\b__dirname\b|\b__filename\b|\bimport\.meta\.(?:url|dirname|filename|resolve)\b/;

/** Packages from outside that look for files beside their own, and why a bundle without these files is whole. */
const unused: Readonly<Record<string, string>> = {
  pino: 'its transports; libs/service writes without them',
  'thread-stream': "the thread of pino's transports",
  '@grpc/grpc-js': 'the .proto files of channelz and ORCA, which are read when a server offers these services',
  undici: 'its own name, to tell its frames in stack traces',
};

/** Packages that others use where they are there, and do without: `require` within `try`. */
const optional: Readonly<Record<string, string>> = {
  bufferutil: 'ws is a little faster with it',
  'utf-8-validate': 'ws is a little faster with it',
};

/** All that a bundle would not find at run time, a line each. `used`: the packages of the workspace that it is made of. */
export function straysOf(checkout: string, { inputs, outputs }: Metafile, used: readonly WorkspacePackage[]): readonly string[] {
  const imports = Object.values(outputs).flatMap((output) => output.imports.filter(({ external }) => external === true).flatMap(({ path }) => strayImport(path)));
  const lookups = Object.keys(inputs).filter((path) => /\.[cm]?[jt]s$/.test(path)).flatMap((path) => {
    const text = readFileSync(join(checkout, path), 'utf8');
    const from = packageOf(path);
    if (from !== undefined) return strayPackage(from.name, path, text);
    const owner = used.find(({ folder }) => path.startsWith(`${folder}/`));
    return owner === undefined ? [] : strayLookups(path, text, owner);
  });
  return [...new Set([...imports, ...lookups])];
}

/** What is left to be found when it is asked for: Node's own modules, and what need not be there. Where esbuild finds anything else it does not leave it. */
export function strayImport(name: string): readonly string[] {
  return isBuiltin(name) || name in optional ? [] : [`${name}: is used where it is installed, and is not: see whether a program needs it, and name it in tools/image/src/strays.ts where it does not`];
}

/**
 * Places of our own source that look for a file beside them in a way that a bundle knows nothing of, a line each. Allowed is import.meta.resolve with a name of
 * `imports`, since what that leads to is put into the bundle.
 */
export function strayLookups(path: string, text: string, owner: WorkspacePackage): readonly string[] {
  const known = new Set(Object.keys(owner.imports ?? {}).map((name) => name.replace(/\*$/, '')));
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '));
  return [...code.matchAll(ofModule)].filter(([, name]) => name === undefined || !known.has(name)).map(({ index, 0: use }) => (
    `${path}:${code.slice(0, index).split('\n').length}: ${use} leads nowhere in a bundle: name the file in "imports" of ${owner.folder}/package.json, and find it by import.meta.resolve('#NAME')`
  ));
}

/** The same of a package from outside: what it looks for would have to be put into the bundle by hand. */
export function strayPackage(name: string, path: string, text: string): readonly string[] {
  if (name in unused || !besideItself.test(text)) return [];
  return [`${path}: looks for files beside itself, which a bundle does not have: see whether ${name} needs them, and name it in tools/image/src/strays.ts where it does not`];
}
