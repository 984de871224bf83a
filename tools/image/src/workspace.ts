import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that this file is in, without a slash at its end. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** What an entry of `exports` or `imports` leads to. */
export type Target = string | { readonly source?: string };

/** A package of the workspace, as far as bundles look at it. */
export interface WorkspacePackage {
  /** From the root, such as `libs/auth`. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly exports?: Readonly<Record<string, Target>>;
  readonly imports?: Readonly<Record<string, Target>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Those that programs are made of: apps and libraries. */
export function workspacePackages(checkout: string): readonly WorkspacePackage[] {
  return ['apps', 'libs'].flatMap((group) => readdirSync(join(checkout, group)).sort().map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(checkout, folder, 'package.json')))
    .map((folder) => ({ ...JSON.parse(readFileSync(join(checkout, folder, 'package.json'), 'utf8')) as Omit<WorkspacePackage, 'folder'>, folder }));
}

/** Where a program begins. */
export function mainOf(app: string): string {
  return `apps/${app}/src/main.ts`;
}

/** All that images are made of: the apps that have a main.ts. */
export function appNames(checkout: string): readonly string[] {
  return readdirSync(join(checkout, 'apps')).sort().filter((app) => existsSync(join(checkout, mainOf(app))));
}
