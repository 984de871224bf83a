import type { Rule } from '../rule.ts';
import { findLines, textFiles } from '../text-files.ts';

/** Hosts of package registries and the usual names of mirrors, in halves, so that this file keeps its own rule. */
const hosts = [
  String.raw`registry[.-][a-z0-9-]+\.[a-z]{2,}`, String.raw`[a-z0-9-]*npmm` + String.raw`irror\.[a-z]+`, 'pypi' + String.raw`\.org`, 'py' + String.raw`thonhosted\.org`,
  String.raw`crates\.` + 'io', 'proxy' + String.raw`\.golang\.org`, String.raw`(?:arti` + String.raw`factory|nexus|verda` + String.raw`ccio)[.:][a-z0-9-]+`,
];
const pattern = new RegExp(String.raw`(?<![\w@/.-])(?:https?://)?(?:${hosts.join('|')})`, 'i');

/** Whoever clones this has a registry of their own: no file, lock or setting names one. */
export const noRegistryHosts: Rule = {
  name: 'no-registry-hosts',
  check: (tree) => textFiles(tree).flatMap((path) => [
    ...findLines(tree, path, pattern, 'names the host of a registry'),
    ...(path.endsWith('.npmrc') ? findLines(tree, path, /^\s*(?:@[^:]+:)?registry\s*=/, 'sets a registry') : []),
  ]),
};
