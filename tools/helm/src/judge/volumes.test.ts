import { goodObjects, goodPod, object, release } from './testing-objects.ts';
import { repeated, volumeFindings } from './volumes.ts';

function findings(volumes: readonly object[], container: object): readonly string[] {
  const pod = goodPod();
  const spec = { ...pod, volumes: volumes as never, containers: [{ ...pod.containers[0]!, ...container }] };
  const made = object('v1', 'ConfigMap', { data: { 'a.yaml': 'x' } }, 'made');
  return volumeFindings(release([...goodObjects(spec), made], { secrets: ['given'], configMaps: ['theirs'] })).map((finding) => finding.replace('StatefulSet app: ', ''));
}

const secret = { name: 's', secret: { secretName: 'given', items: [{ key: 'k', path: 'file' }] } };
const mounted = { volumeMounts: [{ name: 's', mountPath: '/run/s' }] };

test.each<[object[], object, string[]]>([
  [[secret], mounted, []],
  [[secret], {}, ['nothing mounts the volume s']],
  [[], mounted, ['one mounts s, which is no volume']],
  [[secret, secret], mounted, ['the volume s is there twice']],
  [[secret], { volumeMounts: [...mounted.volumeMounts, ...mounted.volumeMounts] }, ['one has two mounts at /run/s']],
  [[{ name: 's', secret: { secretName: 'none' } }], mounted, ['the volume s wants the Secret none, which nobody makes']],
  [[{ name: 's', configMap: { name: 'none' } }], mounted, ['the volume s wants the ConfigMap none, which nobody makes']],
  [[{ name: 's', configMap: { name: 'made', items: [{ key: 'b.yaml', path: 'b' }] } }], mounted, ['the ConfigMap made has no b.yaml']],
  [[{ name: 's', configMap: { name: 'theirs', items: [{ key: 'b.yaml', path: 'b' }] } }], mounted, []],
  [[{ name: 's', projected: { sources: [{ secret: { name: 'none' } }, { configMap: { name: 'nor' } }] } }], mounted, ['the volume s wants the Secret none, which nobody makes', 'the volume s wants the ConfigMap nor, which nobody makes']],
])('%j with %j', (volumes, container, expected) => {
  expect(findings(volumes, container)).toEqual(expected);
});

test.each<[string, object, boolean]>([
  ['@/run/s/file', secret, true], ['/run/s/file', secret, true], ['@/run/s/other', secret, false], ['@/run/sfile', secret, false], ['/etc/none', secret, false], ['a:/run/x', secret, true],
  ['/run/s/token', { name: 's', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }, true], ['/run/s/else', { name: 's', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }, false],
  ['/run/s/any/where', { name: 's', emptyDir: {} }, true], ['/run/s', { name: 's', emptyDir: {} }, true],
])('a variable %s', (value, volume, isThere) => {
  expect(findings([volume], { ...mounted, env: [{ name: 'WEIR_X', value }] })).toEqual(isThere ? [] : [`WEIR_X names ${value.replace('@', '')}, which no mount has`]);
});

test('names that are there twice', () => {
  expect(repeated(['a', 'b', 'a', 'a'])).toEqual(['a']);
});
