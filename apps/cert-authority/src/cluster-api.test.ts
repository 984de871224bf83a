import { subjectName } from '@weir/x509';
import { clusterApiNames, isClusterApi } from './cluster-api.ts';

const environment = { KUBERNETES_SERVICE_HOST: '10.96.0.1' };

test.each([
  ['kubernetes', true], ['KUBERNETES.default', true], ['kubernetes.default.svc', true], ['kubernetes.default.svc.cluster.local', true], ['kubernetes.default.svc.example.org', true],
  ['*.default', true], ['*.default.svc', true], ['*.default.svc.cluster.local', true], ['10.96.0.1', true], ['::ffff:10.96.0.1', true],
  ['kubernetes.io', false], ['kubernetes.default.example', false], ['api.kubernetes.default.example', false], ['web.default.svc', false], ['*.web.svc', false], ['*.svc.cluster.local', false], ['10.96.0.2', false],
])('%s: %s', (text, expected) => {
  expect(isClusterApi(subjectName(text)!, environment)).toBe(expected);
});

test('outside of a cluster no address is its', () => {
  expect(isClusterApi(subjectName('10.96.0.1')!, {})).toBe(false);
  expect(isClusterApi(subjectName('10.96.0.1')!, { KUBERNETES_SERVICE_HOST: 'api.example' })).toBe(false);
  expect(clusterApiNames({})).toEqual(['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local']);
  expect(clusterApiNames(environment)).toContain('10.96.0.1');
});
