import { HostRules, type HostPattern } from '@weir/protocols';
import { ConfigError, flagOf } from '@weir/service';
import type { PlaneValues } from './options.ts';

type HostOptions = Pick<PlaneValues, 'ignore_hosts' | 'allow_hosts' | 'tcp_hosts'>;

/** What the options say about hosts. Throws ConfigError, naming the option and what is wrong with its expression. */
export function hostRules({ ignore_hosts, allow_hosts, tcp_hosts }: HostOptions): HostRules {
  return new HostRules({
    ignore: ignore_hosts.map((pattern) => compile('ignore_hosts', pattern)),
    allow: allow_hosts.map((pattern) => compile('allow_hosts', pattern)),
    tcp: tcp_hosts.map((pattern) => compile('tcp_hosts', pattern)),
  });
}

/** Anywhere in the text, whatever the case. Peers choose the texts, so an expression that could take exponentially long for one is refused. */
function compile(option: string, pattern: string): HostPattern {
  const wrong = (why: string) => new ConfigError(`${flagOf(option)}: ${JSON.stringify(pattern)} ${why}`);
  if (pattern === '') throw wrong('is empty, which would be found in every host: write . where that is meant');
  let regex: RegExp;
  try {
    regex = new RegExp(pattern, 'i');
  } catch (error) {
    throw wrong(`is no regular expression: ${(error as Error).message.replace(/^Invalid regular expression: \/.*\/\w*: /s, '')}`);
  }
  if (/\\(?:[1-9]|k<)/.test(pattern.replaceAll('\\\\', ''))) throw wrong('has a back-reference, which could take very long');
  const shape = shapeOf(pattern);
  if (repeatsRepetition(shape)) throw wrong('repeats a group that holds a repetition or a choice, as (a+)* does, which could take very long: write it without the outer one');
  if (openEnded(shape) > (shape.startsWith('^') ? 3 : 2)) throw wrong('has too many of * and +, which could take very long: 2 are taken, 3 behind ^');
  return regex;
}

/** Escapes and classes hold nothing that repeats: they are one character each. */
const atoms = /\\.|\[(?:\\.|[^\]\\])*\]/gs;
/** `([^.]+\.)*`: labels with what ends them. Where that cannot be in a label, there is one way to read it. */
const labels = /\((?:\?:)?(\[(?:\\.|[^\]\\])*\])[+*](\\?[^\w\\[(])\)/gs;
/** Once for a thing is no repetition, and neither is the ? of (?: or of a lazy one. */
const repetition = /^(?:[*+]|\{\d+(?:,\d*)?\})/;

/** The expression with nothing left in it but what repeats, groups and chooses. */
function shapeOf(pattern: string): string {
  const simple = pattern.replace(labels, (group, label: string, end: string) => (new RegExp(`${label}${end}`, 'i').test(end.at(-1)!.repeat(2)) ? group : 'x'));
  return simple.replace(atoms, 'x');
}

/** Only a repetition of something that can itself be read in several ways takes exponential time. */
function repeatsRepetition(shape: string): boolean {
  // For each open group, whether what stands in it can be read in several ways.
  const groups: boolean[] = [false];
  for (let at = 0; at < shape.length; at++) {
    const rest = shape.slice(at);
    if (rest.startsWith('(')) {
      groups.push(false);
      if (shape[at + 1] === '?') at++;
    } else if (rest.startsWith(')')) {
      const varies = groups.pop() === true;
      if (varies && repetition.test(shape.slice(at + 1))) return true;
      if (varies) groups[groups.length - 1] = true;
    } else if (rest.startsWith('|') || rest.startsWith('?') || repetition.test(rest)) groups[groups.length - 1] = true;
  }
  return false;
}

/** Each costs another power of the text's length. */
function openEnded(shape: string): number {
  return shape.match(/[*+]|\{\d+,\}/g)?.length ?? 0;
}
