import { schemaFindings } from './kubernetes-schema.ts';
import { nameFindings } from './names.ts';
import { podSecurityFindings } from './pod-security.ts';
import { referenceFindings } from './references.ts';
import { selectorFindings } from './selectors.ts';
import { goodObjects, release } from './testing-objects.ts';
import { volumeFindings } from './volumes.ts';

test('no judge has anything against it', () => {
  const good = release(goodObjects());
  expect([
    ...good.objects.flatMap(schemaFindings), ...good.workloads.flatMap(podSecurityFindings), ...volumeFindings(good), ...selectorFindings(good), ...referenceFindings(good, 'n'), ...nameFindings(good),
  ]).toEqual([]);
});
