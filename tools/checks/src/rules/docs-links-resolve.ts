import { posix } from 'node:path';
import { anchors, links } from '../markdown.ts';
import type { Rule } from '../rule.ts';
import type { Tree } from '../tree.ts';

/** Each relative link of a page leads to a file or folder of the repository, and its anchor to a heading. */
export const docsLinksResolve: Rule = {
  name: 'docs-links-resolve',
  check: (tree) => tree.paths.filter((path) => path.endsWith('.md')).flatMap((path) => links(tree.text(path))
    .filter(({ target }) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
    .flatMap(({ target, line }) => broken(tree, path, target).map((why) => `${path}:${line}: ${target}: ${why}`))),
};

function broken(tree: Tree, page: string, target: string): string[] {
  const [file = '', anchor] = decodeURIComponent(target).split('#');
  if (file.startsWith('/')) return ['is not relative to its page'];
  const path = file === '' ? page : posix.join(posix.dirname(page), file);
  if (!tree.has(path)) return ['there is no such file'];
  if (anchor === undefined || !path.endsWith('.md')) return [];
  return anchors(tree.text(path)).has(anchor) ? [] : [`${path} has no such heading`];
}
