import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { serviceOf } from '@weir/data-plane/service';
import { parseModeSpec } from '@weir/mode-spec';
import { healthOptions, homeOption, logOptions, environmentOf, type Options } from '@weir/service';
import { environmentFindings } from './environment.ts';
import { cases, chart, objectsOf, root } from './weir-chart.ts';

/** What proxies and the certificate authority are to be told, as long as their own tables do not have it. */
const agreed = {
  proxies: ['WEIR_CA_URL', 'WEIR_CA_TRUST', 'WEIR_CA_SERVICE_ACCOUNT_TOKEN', 'WEIR_CA_DELEGATED'],
  authority: ['WEIR_CA_LISTEN', 'WEIR_CA_NAMES', 'WEIR_CA_POLICY', 'WEIR_CA_PASSPHRASE', 'WEIR_CA_PUBLISH', 'WEIR_CA_AUDIENCE'],
};

interface AppOptions {
  readonly options: Options;
  readonly agreed: readonly string[];
}

async function load<T>(path: string): Promise<T> {
  return await import(pathToFileURL(`${root}${path}`).href) as T;
}

/** By path: apps export nothing for this. Once a table has a variable of the authority, nothing is left to agreements. */
async function optionsOf(app: string): Promise<AppOptions> {
  if (app === 'collector') return { options: (await load<{ collectorService: { options: Options } }>('apps/collector/src/service.ts')).collectorService.options, agreed: [] };
  if (app !== 'cert-authority') return withAgreed(serviceOf({ name: app, summary: '', mode: 'regular', examples: [] }).options, agreed.proxies);
  const own = Object.values(await load<Readonly<Record<string, unknown>>>('apps/cert-authority/src/options.ts')).filter(isTable);
  return withAgreed(Object.assign({ home: homeOption, ...healthOptions(':9464'), ...logOptions }, ...own) as Options, agreed.authority);
}

function withAgreed(options: Options, variables: readonly string[]): AppOptions {
  const known = Object.entries(options).map(([name, option]) => environmentOf(name, option));
  return { options, agreed: variables.some((name) => known.includes(name)) ? [] : variables };
}

function isTable(value: unknown): value is Options {
  return typeof value === 'object' && value !== null && Object.values(value).every((option) => typeof option === 'object' && option !== null && 'schema' in option && 'help' in option);
}

/** The app of an image: `weir-regular:0.1.0` is regular's. */
function appOf(image: string): string {
  return /([a-z-]+):[^/]+$/.exec(image)![1]!.replace(/^weir-/, '');
}

test.each(cases)('$name values: every variable is an option of its app, with a value that it takes', async (chartCase) => {
  const findings: string[] = [];
  for (const { title, spec } of objectsOf(chartCase).workloads) {
    const { env = [], image } = spec.containers[0]!;
    const { options, agreed: more } = await optionsOf(appOf(image as string));
    findings.push(...environmentFindings(env, options, more).map((finding) => `${title}: ${finding}`));
  }
  expect(findings).toEqual([]);
});

test.each(cases)('$name values: every SPEC is of the mode that its app runs', (chartCase) => {
  for (const { spec } of objectsOf(chartCase).workloads) {
    const { env = [], image } = spec.containers[0]!;
    const specs = env.find(({ name }) => name === 'WEIR_MODE')?.value?.split(' ') ?? [];
    for (const one of specs) {
      const mode = /^ {2}mode: '(\w+)'/m.exec(readFileSync(`${root}apps/${appOf(image as string)}/src/main.ts`, 'utf8'))![1];
      expect(parseModeSpec(one)).toMatchObject({ mode, listen: { port: expect.any(Number) } });
    }
  }
});

test('values that set no variable by mistake: what the chart calls its own, it sets', () => {
  const { definitions } = chart.schema as { readonly definitions: { readonly chartsOwn: { readonly enum: readonly string[] } } };
  const set = new Set(cases.flatMap((one) => objectsOf(one).workloads.flatMap(({ spec }) => spec.containers[0]!.env!.map(({ name }) => name))));
  const more = new Set(cases.flatMap(({ values }) => JSON.stringify(values).match(/(?<="name":")[A-Z_]+(?=")/g) ?? []));
  const own = [...set].filter((name) => !more.has(name));
  expect(own.filter((name) => !definitions.chartsOwn.enum.includes(name))).toEqual([]);
  expect(definitions.chartsOwn.enum.filter((name) => !set.has(name)).sort()).toEqual(['WEIR_CA_TOKEN', 'WEIR_LISTEN_HOST', 'WEIR_LISTEN_PORT', 'WEIR_NATS_NKEY']);
});

const policyReader = 'apps/cert-authority/src/policy.ts';
// skipped: where the certificate authority service is not built yet nothing reads its policy; behaviour.test.ts says what is in it
const withReader = existsSync(`${root}${policyReader}`) ? test.each(cases) : test.skip.each(cases);

withReader('$name values: the certificate authority takes its policy', async (chartCase) => {
  const { parsePolicy } = await load<{ parsePolicy(text: string, file: string, settings: { readonly never: readonly string[] }): { readonly callers: readonly { readonly name: string }[] } }>(policyReader);
  for (const policy of objectsOf(chartCase).ofKind('ConfigMap')) {
    const text = (policy['data'] as Readonly<Record<string, string>>)['policy.yaml']!;
    expect(parsePolicy(text, 'policy.yaml', { never: ['weir-cert-authority'] }).callers.map(({ name }) => name)).toContain('regular');
  }
});

test('the chart is of this version', () => {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { readonly version: string };
  expect(chart.metadata).toMatchObject({ apiVersion: 'v2', name: 'weir', version, appVersion: version, kubeVersion: '>=1.27.0-0' });
});
