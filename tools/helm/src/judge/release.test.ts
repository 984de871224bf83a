import { goodObjects, object, release } from './testing-objects.ts';

test('what a release has, and what is named among its inputs', () => {
  const it = release([...goodObjects(), object('v1', 'ConfigMap', {}, 'made')], { secrets: ['given'], configMaps: ['theirs'], clusterRoles: ['view'] });
  expect([it.has('ConfigMap', 'made'), it.has('ConfigMap', 'theirs'), it.has('Secret', 'given'), it.has('Secret', 'made'), it.has('ClusterRole', 'view'), it.has('ClusterRole', 'edit')]).toEqual([true, true, true, false, true, false]);
  expect(it.ofKind('Service')).toHaveLength(1);
  expect(it.find('Service', 'app')).toBe(it.objects[1]);
  expect(it.find('Service', undefined)).toBeUndefined();
  expect(it.workloads.map(({ title }) => title)).toEqual(['StatefulSet app']);
});
