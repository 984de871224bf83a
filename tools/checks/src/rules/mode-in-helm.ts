import type { Rule } from '../rule.ts';
import type { Tree } from '../tree.ts';

const schema = 'helm/weir/values.schema.json';
const templates = 'helm/weir/templates/';

/** Each app that is a service can be given in the chart: a mode's as `app` of an entry of `modes`, any other by templates of its own; and the chart names no other. */
export const modeInHelm: Rule = {
  name: 'mode-in-helm',
  check(tree) {
    const offered = offeredApps(tree);
    const modes = appsThat(tree, 'runProxyService');
    return [
      ...modes.filter((app) => !offered.includes(app)).map((app) => `${schema}: definitions.app has no ${app}, which apps/${app} is`),
      ...offered.filter((app) => !modes.includes(app)).map((app) => `${schema}: definitions.app has ${app}, which no app is`),
      ...appsThat(tree, 'runService').filter((app) => !hasTemplates(tree, app)).map((app) => `${templates}: nothing there makes pods of apps/${app} ("app" "${app}")`),
    ];
  },
};

function appsThat(tree: Tree, call: string): readonly string[] {
  return tree.paths.flatMap((path) => {
    const app = /^apps\/([^/]+)\/src\/main\.ts$/.exec(path)?.[1];
    return app !== undefined && new RegExp(`\\b${call}\\(`).test(tree.text(path)) ? [app] : [];
  });
}

function offeredApps(tree: Tree): readonly string[] {
  if (!tree.has(schema)) return [];
  const { definitions } = JSON.parse(tree.text(schema)) as { readonly definitions?: { readonly app?: { readonly enum?: readonly string[] } } };
  return definitions?.app?.enum ?? [];
}

function hasTemplates(tree: Tree, app: string): boolean {
  return tree.paths.some((path) => path.startsWith(templates) && tree.text(path).includes(`"app" "${app}"`));
}
