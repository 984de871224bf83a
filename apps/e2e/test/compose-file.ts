import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deploy } from './deployment.ts';

/** What of a service in compose.yaml is looked at. */
export interface ComposeService {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly args: Readonly<Record<string, string>> };
  readonly pull_policy?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly hostname?: string;
  readonly profiles?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly networks: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly networks: Readonly<Record<string, object>>;
}

// The YAML of libs/service: what npm has put beside the root is older, and somebody else's.
const { parse } = createRequire(new URL('../../../libs/service/package.json', import.meta.url))('yaml') as { parse(text: string, options: { readonly merge: true }): unknown };

/** deploy/compose.yaml with these variables in place. Throws for one that it demands. */
export function composeFile(variables: Readonly<Record<string, string>>): ComposeFile {
  const text = readFileSync(`${deploy}/compose.yaml`, 'utf8').replace(/^ *#.*$/gm, '').replace(/\$\{(\w+)(?:(:[-?])([^}]*))?\}/g, (_all, name: string, how: string | undefined, word = '') => {
    const value = variables[name];
    if (value !== undefined) return value;
    if (how !== ':-') throw new Error(`${name}: ${word}`);
    return word;
  });
  return parse(text, { merge: true }) as ComposeFile;
}

/** `SOURCE:TARGET[:ro]`, the source from the root of the repository or, `deploy/...`, what compose finds beside its file. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly isReadOnly: boolean;
}

export function mountsOf({ volumes = [] }: ComposeService): readonly Mount[] {
  return volumes.map((volume) => {
    const [source, target, mode] = volume.split(':');
    return { source: source!.replace(/^\.\.\//, '').replace(/^\.\//, 'deploy/'), target: target!, isReadOnly: mode === 'ro' };
  });
}
