import { readFileSync } from 'node:fs';
import { render, ValuesError } from '../src/chart/render.ts';
import type { Values } from '../src/chart/values.ts';
import { TemplateError } from '../src/template/index.ts';
import { chart, folder, mode, release, rendered } from './weir-chart.ts';

function refusal(values: Values, name = 'weir'): Error | undefined {
  try {
    render(chart, { ...release, name }, values);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

const listener = (more: Values): Values => mode({ listeners: [{ spec: 'regular', port: 8080, ...more }] });
const reverse = (spec: string): Values => mode({ app: 'reverse', listeners: [{ spec, port: 8080 }] });
const env = (...variables: Values[]): Values => ({ extraEnv: variables });

test.each<[what: string, values: Values, finding: string]>([
  ['a key that is misspelt', { collecter: {} }, '(root): "collecter" is unknown'],
  ['one further down', { nats: { url: 'nats://nats:4222' } }, 'nats: "url" is unknown'],
  ['one of a mode', mode({ replica: 2 }), 'modes.regular: "replica" is unknown'],
  ['one of a listener', listener({ servicport: 80 }), 'modes.regular.listeners.0: "servicport" is unknown'],
  ['one of a toleration', mode({ tolerations: [{ key: 'a', op: 'Exists' }] }), 'modes.regular.tolerations.0: "op" is unknown'],
  ['an app that is none', mode({ app: 'transparent' }), 'modes.regular.app: must be one of regular, reverse, upstream, socks'],
  ['a mode without its app', { modes: { two: { listeners: [{ spec: 'regular', port: 8080 }] } } }, "modes.two: must have required property 'app'"],
  ['a mode without listeners', { modes: { two: { app: 'regular' } } }, "modes.two: must have required property 'listeners'"],
  ['no listener', mode({ listeners: [] }), 'modes.regular.listeners: must NOT have fewer than 1 items'],
  ['a mode with the name of another part', { modes: { collector: { app: 'regular', listeners: [{ spec: 'regular', port: 8080 }] } } }, 'modes: "collector" is no name for it'],
  ['a mode with a long name', { modes: { ['a'.repeat(21)]: { app: 'regular', listeners: [{ spec: 'regular', port: 8080 }] } } }, `modes: "${'a'.repeat(21)}" is no name for it`],
  ['a mode with capitals', { modes: { Regular: { app: 'regular', listeners: [{ spec: 'regular', port: 8080 }] } } }, 'modes: "Regular" is no name for it'],
  ['a SPEC of another app', listener({ spec: 'socks5' }), 'modes.regular.listeners.0.spec: must match pattern "^regular$"'],
  ['a SPEC with its port', listener({ spec: 'regular@8080' }), 'modes.regular.listeners.0.spec: must match pattern "^regular$"'],
  ['a SPEC without its scheme', reverse('reverse:example.com'), 'modes.regular.listeners.0.spec: must match pattern'],
  ['a SPEC of tcp without a port', reverse('reverse:tcp://db'), 'modes.regular.listeners.0.spec: must match pattern'],
  ['two SPECs in one', reverse('reverse:http://a reverse:http://b'), 'modes.regular.listeners.0.spec: must match pattern'],
  ['an upstream that is no proxy', mode({ app: 'upstream', listeners: [{ spec: 'upstream:socks5://p:1080', port: 8080 }] }), 'modes.regular.listeners.0.spec: must match pattern'],
  ['a port that only root has', listener({ port: 80 }), 'modes.regular.listeners.0.port: must be >= 1024 (a port from 1024 on that is not 9464, where probes are)'],
  ['the port of probes', listener({ port: 9464 }), 'modes.regular.listeners.0.port: must NOT be valid (a port from 1024 on that is not 9464, where probes are)'],
  ['a port as a string', listener({ port: '8080' }), 'modes.regular.listeners.0.port: must be integer'],
  ['a port of the Service beyond all', listener({ servicePort: 70000 }), 'modes.regular.listeners.0.servicePort: must be <= 65535'],
  ['half a replica', mode({ replicas: 1.5 }), 'modes.regular.replicas: must be integer'],
  ['no worker', { proxies: { workers: 0 } }, 'proxies.workers: must be >= 1'],
  ['a size without its unit', { proxies: { spool: { size: '2' } } }, 'proxies.spool.size: must match pattern "^[1-9][0-9]{0,5}(Mi|Gi|Ti)$" (a size such as 512Mi, 2Gi or 1Ti)'],
  ['a size of nothing', mode({ spool: { size: '0Gi' } }), 'modes.regular.spool.size: must match pattern'],
  ['persistent in words', { collector: { storage: { persistent: 'no' } } }, 'collector.storage.persistent: must be boolean'],
  ['memory as a number', { proxies: { resources: { limits: { memory: 512 } } } }, 'proxies.resources.limits.memory: must be string'],
  ['memory in milli', { collector: { resources: { limits: { memory: '512m' } } } }, 'collector.resources.limits.memory: must match pattern'],
  ['CPUs of nothing', { proxies: { resources: { requests: { cpu: '0' } } } }, 'proxies.resources.requests.cpu: must match pattern'],
  ['NATS without a scheme', { nats: { urls: ['nats:4222'] } }, 'nats.urls.0: must match pattern'],
  ['NATS without a port', { nats: { urls: ['nats://nats'] } }, 'nats.urls.0: must match pattern'],
  ['NATS with credentials in it', { nats: { urls: ['nats://user:secret@nats:4222'] } }, 'nats.urls.0: must match pattern'],
  ['no NATS', { nats: { urls: [] } }, 'nats.urls: must NOT have fewer than 1 items'],
  ['credentials of no kind', { nats: { credentials: { kind: 'password' } } }, 'nats.credentials.kind: must be one of user, nkey, creds, none'],
  ['a Secret with capitals', { nats: { credentials: { secret: 'Weir' } } }, 'nats.credentials.secret: must match pattern'],
  ['an image with a space', { image: { prefix: 'weir -' } }, 'image.prefix: must match pattern'],
  ['a digest that is short', { image: { digests: { regular: 'sha256:12' } } }, 'image.digests.regular: must match pattern'],
  ['a digest of no app', { image: { digests: { weir: `sha256:${'0'.repeat(64)}` } } }, 'image.digests: "weir" is unknown'],
  ['a log level of others', { logLevel: 'trace' }, 'logLevel: must be one of debug, info, warn, error, silent'],
  ["a variable that is the chart's own", env({ name: 'WEIR_NATS_URL', value: 'x' }), 'extraEnv.0.name: must NOT be valid'],
  ['a variable without a value', env({ name: 'A' }), "extraEnv.0: must have required property 'value'"],
  ['a variable with two', env({ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'y' } } }), 'extraEnv.0: must match exactly one schema in oneOf'],
  ['a variable that is a number', env({ name: 'A', value: 1 }), 'extraEnv.0.value: must be string'],
  ['a Secret over the home', mode({ secretFiles: [{ secret: 'a', mountPath: '/var/lib/weir' }] }), 'modes.regular.secretFiles.0.mountPath: must match pattern'],
  ['a delegation of two days', mode({ authority: { delegateHours: 48 } }), 'modes.regular.authority.delegateHours: must be <= 24'],
  ['a name to be signed with a port', mode({ authority: { names: ['a:443'] } }), 'modes.regular.authority.names.0: must match pattern'],
  ['a caller without an account', { certAuthority: { policy: { callers: [{ name: 'a' }] } } }, "certAuthority.policy.callers.0: must have required property 'serviceAccount'"],
  ['an account without its namespace', { certAuthority: { policy: { callers: [{ name: 'a', serviceAccount: 'b' }] } } }, 'certAuthority.policy.callers.0.serviceAccount: must match pattern'],
  ['two authorities at once', { certAuthority: { replicas: 2 } }, 'certAuthority: "replicas" is unknown'],
  ['two collectors', { collector: { replicas: 2 } }, 'collector: "replicas" is unknown'],
  ['a bound of a kind that options have not', { collector: { retention: { bytes: '10Gi' } } }, 'collector.retention.bytes: must match pattern'],
  ['a host with a scheme', { collector: { hosts: ['https://flows.example'] } }, 'collector.hosts.0: must match pattern'],
  ['six replicas of the stream', { collector: { stream: { replicas: 6 } } }, 'collector.stream.replicas: must be <= 5'],
  ['a Service of no type', { proxies: { service: { type: 'Headless' } } }, 'proxies.service.type: must be one of ClusterIP, NodePort, LoadBalancer'],
  ['a peer of nothing', { networkPolicy: { metricsFrom: [{}] } }, 'networkPolicy.metricsFrom.0: must NOT have fewer than 1 properties'],
  ['a peer that is misspelt', { networkPolicy: { collector: { from: [{ podselector: {} }] } } }, 'networkPolicy.collector.from.0: "podselector" is unknown'],
  ['a network that is none', { networkPolicy: { proxies: { from: [{ ipBlock: { cidr: '10.0.0.0' } }] } } }, 'networkPolicy.proxies.from.0.ipBlock.cidr: must match pattern'],
  ['a label with a number', mode({ nodeSelector: { a: 1 } }), 'modes.regular.nodeSelector.a: must be string'],
  ['an interval without its unit', { podMonitor: { interval: '30' } }, 'podMonitor.interval: must match pattern'],
  ['a name that begins with a digit', { fullnameOverride: '1weir' }, 'fullnameOverride: must match pattern'],
])('%s is refused by the schema, with the path', (_what, values, finding) => {
  const error = refusal(values);
  expect(error).toBeInstanceOf(ValuesError);
  expect((error as ValuesError).findings.find((one) => one.startsWith(finding)) ?? error!.message).toMatch(new RegExp(`^${finding.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
});

const two = { modes: { regular: { listeners: [{ spec: 'regular', port: 8080 }, { spec: 'regular', port: 8080 }] } } };

test.each<[what: string, values: Values, message: string, name: string]>([
  ['two listeners of one port', two, 'modes.regular.listeners: port 8080 is there twice', 'weir'],
  ['two of one port of the Service', { modes: { regular: { listeners: [{ spec: 'regular', port: 8080, servicePort: 80 }, { spec: 'regular', port: 8081, servicePort: 80 }] } } }, 'modes.regular.listeners: port 80 of the Service is there twice', 'weir'],
  ['no Secret for credentials', { nats: { credentials: { secret: '' } } }, 'nats.credentials: no Secret is given for collector: set nats.credentials.secret, or nats.credentials.secrets.collector', 'weir'],
  ['no authority at all', { certAuthority: { enabled: false } }, 'certAuthority.enabled is false: set localAuthority.secret, the Secret with the authority (ca-key.pem, ca.pem) that proxies sign with', 'weir'],
  ['a variable of all and of one', { extraEnv: [{ name: 'TZ', value: 'UTC' }], collector: { env: [{ name: 'TZ', value: 'CET' }] } }, 'the variable TZ is there twice, in extraEnv and env', 'weir'],
  ['a caller with the name of a mode', { certAuthority: { policy: { callers: [{ name: 'regular', serviceAccount: 'a/b' }] } } }, 'certAuthority.policy.callers: regular is there twice, or is the name of a mode', 'weir'],
  ['two callers of one name', { certAuthority: { policy: { callers: [{ name: 'a', serviceAccount: 'a/b' }, { name: 'a', serviceAccount: 'a/c' }] } } }, 'certAuthority.policy.callers: a is there twice, or is the name of a mode', 'weir'],
  ["a caller with a mode's account", { certAuthority: { policy: { callers: [{ name: 'a', serviceAccount: 'traffic/weir-regular' }] } } }, "certAuthority.policy.callers: the account traffic/weir-regular is there twice, or is a mode's", 'weir'],
  ['a delegation to names below one', mode({ authority: { names: ['.example.com'], delegateHours: 1 } }), 'modes.regular.authority: an authority of its own cannot be held to the names below example.com without itself', 'weir'],
  ['a delegation without names, which would be one of all', { certAuthority: { policy: { callers: [{ name: 'a', serviceAccount: 'a/b', delegate: 1 }] } } }, 'certAuthority.policy.callers, a: there are no names to delegate', 'weir'],
  ['a delegation of nothing', { certAuthority: { policy: { callers: [{ name: 'a', serviceAccount: 'a/b', names: ['*'], except: ['*'], delegate: 1 }] } } }, 'certAuthority.policy.callers, a: except: * leaves nothing to delegate', 'weir'],
  ['networks that nothing keeps out', mode({ service: { loadBalancerSourceRanges: ['10.0.0.0/8'] } }), 'modes.regular.service.loadBalancerSourceRanges: only a Service of type LoadBalancer keeps anybody out', 'weir'],
  ['a release whose names would begin with a digit', {}, "the release 7: its Services would be named 7-weir-..., and a Service's name begins with a letter: set fullnameOverride", '7'],
])('%s is refused by the templates', (_what, values, message, name) => {
  const error = refusal(values, name);
  expect(error).toBeInstanceOf(TemplateError);
  expect(error!.message).toMatch(/^weir\/templates\/\S+:\d+: /);
  expect(error!.message).toContain(message);
});

test.each<[string, Values]>([
  ['values of all charts', { global: { anything: 1 } }], ['NATS by its address', { nats: { urls: ['nats://[2001:db8::1]:4222'] } }], ['a mode that is taken away', { modes: { regular: null } }],
  ['no limit of age', { collector: { retention: { ageDays: 0, bytes: '' } } }],
])('%s are let through', (_what, values) => {
  expect(() => rendered(values)).not.toThrow();
});

const schema = JSON.parse(readFileSync(`${folder}/values.schema.json`, 'utf8')) as unknown;

function* below(value: unknown, path = ''): Generator<readonly [path: string, value: Readonly<Record<string, unknown>>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Readonly<Record<string, unknown>>];
  for (const [key, child] of Object.entries(value)) yield* below(child, `${path}/${key}`);
}

test('the schema knows every key: no object of it is open but those of Kubernetes and of Helm', () => {
  const open = [...below(schema)].filter(([path, { type, additionalProperties }]) => type === 'object' && !path.endsWith('/properties') && additionalProperties === undefined).map(([path]) => path);
  expect(open).toEqual(['/properties/global', ...['nodeAffinity', 'podAffinity', 'podAntiAffinity'].map((name) => `/definitions/affinity/properties/${name}`)]);
});

test("Helm's regular expressions are Go's: no looking ahead, no references", () => {
  const patterns = [...below(schema)].flatMap(([, { pattern }]) => (typeof pattern === 'string' ? [pattern] : []));
  expect(patterns.length).toBeGreaterThan(30);
  expect(patterns.filter((pattern) => /\(\?(?!:)|\\[1-9k]/.test(pattern) || !pattern.startsWith('^') || !pattern.endsWith('$'))).toEqual(['-pods$']);
});
