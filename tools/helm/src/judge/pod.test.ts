import { containersOf, selects, titleOf, workloadsOf } from './pod.ts';
import { goodObjects, goodPod, object } from './testing-objects.ts';

test('workloads among objects', () => {
  const [workload, ...others] = workloadsOf(goodObjects());
  expect(others).toEqual([]);
  expect(workload).toMatchObject({ title: 'StatefulSet app', labels: { app: 'app' }, selector: { matchLabels: { app: 'app' } }, serviceName: 'app', claims: [] });
  expect(workloadsOf([object('v1', 'Pod', { spec: goodPod() })])).toMatchObject([{ title: 'Pod app', kind: 'Pod', labels: {} }]);
});

test('containers of all kinds', () => {
  const [container] = goodPod().containers;
  expect(containersOf({ containers: [container!], initContainers: [{ ...container!, name: 'two' }], ephemeralContainers: [{ ...container!, name: 'three' }] }).map(({ name }) => name)).toEqual(['one', 'two', 'three']);
});

test('selectors', () => {
  expect(selects({ matchLabels: { a: '1' } }, { a: '1', b: '2' })).toBe(true);
  expect(selects({ matchLabels: { a: '1', c: '3' } }, { a: '1', b: '2' })).toBe(false);
  expect(selects({}, {})).toBe(true);
  expect(titleOf(object('v1', 'Service', {}))).toBe('Service app');
});
