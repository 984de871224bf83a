import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { nameSubtree, type SubjectName } from '@weir/x509';
import { clusterApiNames, isClusterApi } from './cluster-api.ts';
import { NameRules } from './name-rules.ts';

/** Who may ask, and for what. */
export interface Caller {
  /** In the log, and in client certificates. */
  readonly name: string;
  /** `NAMESPACE/NAME`. */
  readonly serviceAccount?: string | undefined;
  /** A bootstrap token. */
  readonly token?: string | undefined;
  readonly names: NameRules;
  readonly except: NameRules;
  /** Milliseconds that an intermediate may live; 0: it gets none. */
  readonly delegateMs: number;
  /** Whether it may read the log, and take the steps to a new root. */
  readonly audit: boolean;
  readonly rotate: boolean;
}

export interface PolicySettings {
  /** Names that nobody gets besides the file's: the service's own. */
  readonly never: readonly string[];
}

/** A policy that cannot be used; `message` says where and why. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

const longestDelegation = 24;
/** A name and what ties a certificate to a token fit into a common name of 64. */
const longestName = 45;
/** A token that could be guessed is none. */
const shortestToken = 20;

const rules = z.array(z.string().min(1)).transform((texts, context) => {
  try {
    return new NameRules(texts);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const callerSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9](?:[a-z0-9._-]{0,43}[a-z0-9])?$/, `expected lower-case letters, digits, and . _ - between them, at most ${longestName}`),
  serviceAccount: z.string().regex(/^[a-z0-9-]{1,63}\/[a-z0-9.-]{1,253}$/, 'expected NAMESPACE/NAME').optional(),
  token: z.string().optional(),
  names: rules.default(new NameRules([])),
  except: rules.default(new NameRules([])),
  delegate: z.number().min(0).max(longestDelegation, `expected hours, at most ${longestDelegation}`).default(0),
  audit: z.boolean().default(false),
  rotate: z.boolean().default(false),
});

const policySchema = z.strictObject({ callers: z.array(callerSchema), never: z.array(z.string()).default([]) });

/** What callers may have. */
export class Policy {
  readonly callers: readonly Caller[];
  /** Those that it was read from: its own, and those of tokens. */
  readonly files: readonly string[];
  readonly #never: NameRules;
  readonly #byName: ReadonlyMap<string, Caller>;
  readonly #byAccount: ReadonlyMap<string, Caller>;

  constructor(callers: readonly Caller[], never: NameRules, files: readonly string[] = []) {
    this.callers = callers;
    this.files = files;
    this.#never = never;
    this.#byName = new Map(callers.map((caller) => [caller.name, caller]));
    this.#byAccount = new Map(callers.flatMap((caller) => (caller.serviceAccount === undefined ? [] : [[caller.serviceAccount, caller]])));
  }

  named(name: string): Caller | undefined {
    return this.#byName.get(name);
  }

  /** `account`: `NAMESPACE/NAME`. */
  ofAccount(account: string): Caller | undefined {
    return this.#byAccount.get(account);
  }

  get reviewsTokens(): boolean {
    return this.#byAccount.size > 0;
  }

  /** Whether the caller may have a certificate with this name. */
  permits({ names, except }: Caller, name: SubjectName): boolean {
    return names.covers(name) && !except.touches(name) && !this.#never.touches(name) && !isClusterApi(name);
  }

  /**
   * What an intermediate of the caller's is constrained to. `permitted` is empty where it may sign for all that is not excluded. Constraints do not see what a wildcard stands for: of an excluded name
   * what is one label shorter is excluded too, unless clients take no wildcard below that (OpenSSL and browsers want two labels). For these the service is asked.
   */
  constraints({ names, except }: Caller): { readonly permitted: readonly string[]; readonly excluded: readonly string[] } {
    const excluded = [...except.texts, ...this.#never.texts, ...clusterApiNames()].map(withoutWildcards);
    return { permitted: names.isAll ? [] : names.texts, excluded: [...new Set(excluded)] };
  }
}

function withoutWildcards(text: string): string {
  const name = text.replace(/^\./, '');
  const labels = name.split('.');
  return nameSubtree(name)?.kind === 'dns' && !text.startsWith('.') && labels.length > 2 ? labels.slice(1).join('.') : name;
}

/** Reads the YAML file. Throws PolicyError. */
export function readPolicy(file: string, settings: PolicySettings): Policy {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new PolicyError(`${file}: cannot be read: ${(error as Error).message}`);
  }
  return parsePolicy(text, file, settings);
}

/** `file` is where errors say that the text is from. */
export function parsePolicy(text: string, file: string, settings: PolicySettings): Policy {
  const parsed = policySchema.safeParse(yaml(text, file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const { path } = issue!;
    // Of `token:SECRET`, which YAML takes for a key, the secret must not be shown.
    const message = issue!.code === 'unrecognized_keys' ? `${issue!.keys.map((key) => key.split(/[:\s]/)[0]).join(', ')}: there is no such key, or no space after its colon` : issue!.message;
    throw new PolicyError(`${file}: ${path.length === 0 ? '' : `${path.join('.')}: `}${message}`);
  }
  const files = [file];
  const callers = parsed.data.callers.map(({ token, delegate, ...caller }, index) => {
    const where = `${file}: callers.${index} (${caller.name})`;
    if (delegate > 0) checkDelegation(caller, where);
    if (token?.startsWith('@') === true) files.push(token.slice(1));
    return { ...caller, delegateMs: delegate * 3_600_000, token: token === undefined ? undefined : readToken(token, where) };
  });
  checkDistinct(callers, file);
  return new Policy(callers, neverRules([...parsed.data.never, ...settings.never], file), files);
}

/** What name constraints cannot say, and what would be no constraint at all. */
function checkDelegation({ names, except }: Pick<Caller, 'names' | 'except'>, where: string): void {
  if (names.texts.length === 0) throw new PolicyError(`${where}: delegate: there are no names to delegate: say which in names`);
  const below = names.texts.find((each) => each.startsWith('.'));
  if (below !== undefined) throw new PolicyError(`${where}: delegate: an intermediate cannot be constrained to the names below ${below.slice(1)} without itself: write the name without the point, or do not delegate`);
  if (except.isAll) throw new PolicyError(`${where}: except: * leaves nothing to delegate`);
}

function yaml(text: string, file: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw new PolicyError(`${file}: ${(error as Error).message.split('\n', 1)[0]!}`);
  }
}

function neverRules(texts: readonly string[], file: string): NameRules {
  if (texts.includes('*')) throw new PolicyError(`${file}: never: * would leave nothing to anybody`);
  try {
    return new NameRules(texts);
  } catch (error) {
    throw new PolicyError(`${file}: never: ${(error as Error).message}`);
  }
}

/** The token itself, or `@FILE` with it: a policy may be where more people look than may know it. */
function readToken(given: string, where: string): string {
  let token = given;
  if (given.startsWith('@')) {
    try {
      token = readFileSync(given.slice(1), 'utf8').trim();
    } catch (error) {
      throw new PolicyError(`${where}: token: cannot read ${given.slice(1)}: ${(error as Error).message}`);
    }
  }
  // The `@` is forgotten easily, and a path is no secret.
  if (/^\.{0,2}\//.test(token)) throw new PolicyError(`${where}: token: is a path: write @ before it to have the token read from the file`);
  if (!/^[\x21-\x7e]+$/.test(token)) throw new PolicyError(`${where}: token: holds spaces, or characters that are not ASCII's`);
  if (token.length < shortestToken) throw new PolicyError(`${where}: token: shorter than ${shortestToken} characters, which can be guessed: make one with \`openssl rand -base64 32\``);
  return token;
}

function checkDistinct(callers: readonly Caller[], file: string): void {
  for (const key of ['name', 'serviceAccount', 'token'] as const) {
    const seen = new Set<string>();
    for (const caller of callers) {
      const value = caller[key];
      if (value === undefined) continue;
      if (seen.has(value)) throw new PolicyError(`${file}: two callers with the same ${key}${key === 'token' ? `, one of them ${caller.name}` : ` ${value}`}`);
      seen.add(value);
    }
  }
}
