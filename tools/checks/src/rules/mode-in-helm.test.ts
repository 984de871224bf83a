import { treeOf } from '../tree.ts';
import { modeInHelm } from './mode-in-helm.ts';

const schema = (...apps: readonly string[]): string => JSON.stringify({ definitions: { app: { enum: apps } } });
const check = (files: Record<string, string>) => modeInHelm.check(treeOf({
  'apps/socks/src/main.ts': "await runProxyService({ name: 'socks' });", 'apps/collector/src/main.ts': 'await runService(collectorService);', 'apps/weir/src/main.ts': 'await runProgram(commands);',
  'helm/weir/values.schema.json': schema('socks'), 'helm/weir/templates/collector.yaml': '{{ $part := dict "app" "collector" }}', ...files,
}));

test('each service is there', () => {
  expect(check({})).toEqual([]);
});

test('a mode that cannot be given, and one that is none', () => {
  expect(check({ 'apps/dns/src/main.ts': "await runProxyService({ name: 'dns' });" })).toEqual(['helm/weir/values.schema.json: definitions.app has no dns, which apps/dns is']);
  expect(check({ 'helm/weir/values.schema.json': schema('socks', 'tun') })).toEqual(['helm/weir/values.schema.json: definitions.app has tun, which no app is']);
});

test('another service without templates', () => {
  expect(check({ 'apps/exporter/src/main.ts': 'await runService(exporter);' })).toEqual(['helm/weir/templates/: nothing there makes pods of apps/exporter ("app" "exporter")']);
});

test('no chart at all', () => {
  const files = { 'apps/socks/src/main.ts': 'runProxyService({})', 'apps/collector/src/main.ts': 'runService(x)' };
  expect(modeInHelm.check(treeOf(files))).toHaveLength(2);
});
