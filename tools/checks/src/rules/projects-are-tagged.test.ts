import { treeOf } from '../tree.ts';
import { projectsAreTagged } from './projects-are-tagged.ts';

const check = (project: string | undefined) => projectsAreTagged.check(treeOf({
  'package.json': '{"name":"root"}', 'libs/a/package.json': '{"name":"a"}', ...(project === undefined ? {} : { 'libs/a/project.json': project }),
}));

test('one kind, one plane', () => {
  expect(check('{"tags":["type:core","plane:shared"]}')).toEqual([]);
});

test.each([
  ['no project.json', undefined, 'libs/a/project.json: is not there'],
  ['no tags', '{}', 'libs/a/project.json: has 0 tags type:..., not one'],
  ['no plane', '{"tags":["type:core"]}', 'libs/a/project.json: has 0 tags plane:..., not one'],
  ['two kinds', '{"tags":["type:core","type:pure","plane:data"]}', 'libs/a/project.json: has 2 tags type:..., not one'],
  ['an unknown kind', '{"tags":["type:util","plane:data"]}', expect.stringContaining('type:util is not one of')],
])('%s', (_what, project, finding) => {
  expect(check(project)).toContainEqual(finding);
});
