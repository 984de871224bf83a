import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubernetesObject } from '../src/chart/render.ts';
import { cases, given, mode, objectsOf, rendered, variables, workload } from './weir-chart.ts';

const [defaults, minimal, full] = cases.map(objectsOf) as [ReturnType<typeof objectsOf>, ReturnType<typeof objectsOf>, ReturnType<typeof objectsOf>];
const specOf = (object: KubernetesObject | undefined) => object!['spec'] as Readonly<Record<string, unknown>>;

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'weir-authority-')); });
afterEach(() => rmSync(folder, { recursive: true }));

describe('proxies', () => {
  test('SPECs with their ports, and the Service that leads there', () => {
    expect(variables(workload(full, 'weir-flows-shop')).get('WEIR_MODE')).toBe('reverse:https://shop.example@8443 reverse:tcp://db.shop:5432@5432 reverse:http://[2001:db8::7]:8000@8080');
    expect(specOf(full.find('Service', 'weir-flows-shop'))['ports']).toEqual([
      { name: 'proxy-8443', port: 443, targetPort: 'proxy-8443', protocol: 'TCP' }, { name: 'proxy-5432', port: 5432, targetPort: 'proxy-5432', protocol: 'TCP' }, { name: 'proxy-8080', port: 80, targetPort: 'proxy-8080', protocol: 'TCP' },
    ]);
  });

  test("an entry's settings go over those of proxies, false and 0 among them", () => {
    expect(variables(workload(full, 'weir-flows-regular')).get('WEIR_WORKERS')).toBe('1');
    expect(variables(workload(full, 'weir-flows-shop')).get('WEIR_WORKERS')).toBe('2');
    expect(workload(full, 'weir-flows-socks').claims).toEqual([]);
    expect(workload(full, 'weir-flows-socks').spec.volumes).toContainEqual({ name: 'spool', emptyDir: { sizeLimit: '2Gi' } });
    expect(workload(full, 'weir-flows-socks').spec['nodeSelector']).toEqual({ 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'arm64' });
    expect(workload(full, 'weir-flows-shop').spec.containers[0]!['resources']).toEqual({ requests: { cpu: '1', memory: '192Mi' }, limits: { memory: '2Gi', cpu: '2' } });
    expect(specOf(given(mode({ replicas: 0 })).find('StatefulSet', 'weir-regular'))['replicas']).toBe(0);
  });

  test('an entry leaves nothing in the next one', () => {
    expect(workload(full, 'weir-flows-next').spec['nodeSelector']).toEqual({ 'kubernetes.io/os': 'linux' });
    expect(variables(workload(full, 'weir-flows-next')).has('WEIR_PROXYAUTH')).toBe(false);
  });

  test.each([['512Mi', '409m'], ['2Gi', '1638m'], ['1Ti', '838860m'], ['10Mi', '8m']])('a spool on %s is of %s', (size, limit) => {
    expect(variables(workload(given(mode({ spool: { size } })), 'weir-regular')).get('WEIR_SPOOL_LIMIT')).toBe(limit);
  });

  test('a spool that outlives its pod, or not', () => {
    expect(specOf(full.find('StatefulSet', 'weir-flows-shop'))['volumeClaimTemplates']).toEqual([{ metadata: { name: 'spool' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '512Mi' } } } }]);
    expect(specOf(minimal.find('StatefulSet', 'weir-socks'))['volumeClaimTemplates']).toBeUndefined();
    expect(workload(minimal, 'weir-socks').spec.volumes).toContainEqual({ name: 'spool', emptyDir: { sizeLimit: '256Mi' } });
  });

  test('each sees its own credentials alone', () => {
    for (const [name, app] of [['regular', 'regular'], ['shop', 'reverse'], ['socks', 'socks'], ['next', 'upstream']] as const) {
      expect(workload(full, `weir-flows-${name}`).spec.volumes).toContainEqual({ name: 'nats', secret: { secretName: 'weir-nats', defaultMode: 0o440, items: [{ key: app, path: 'credentials' }] } });
    }
    expect(workload(full, 'weir-flows-collector').spec.volumes).toContainEqual({ name: 'nats', secret: { secretName: 'weir-nats-collector', defaultMode: 0o440, items: [{ key: 'collector', path: 'credentials' }] } });
  });

  test.each([['user', 'WEIR_NATS_USER', '@/run/secrets/nats/credentials'], ['nkey', 'WEIR_NATS_NKEY', '@/run/secrets/nats/credentials'], ['creds', 'WEIR_NATS_CREDS', '/run/secrets/nats/credentials']])('credentials of kind %s', (kind, name, value) => {
    const env = variables(workload(given({ nats: { credentials: { kind } } }), 'weir-regular'));
    expect([...env].filter(([key]) => /^WEIR_NATS_(USER|NKEY|CREDS)$/.test(key))).toEqual([[name, value]]);
  });

  test('images: the prefix, the tag, the digest', () => {
    expect(full.workloads.map(({ spec }) => spec.containers[0]!['image'])).toEqual([
      'images.example:5000/weir/cert-authority:0.2.0-rc.1', `images.example:5000/weir/collector:0.2.0-rc.1@sha256:${'0123456789abcdef'.repeat(4)}`,
      'images.example:5000/weir/upstream:0.2.0-rc.1', 'images.example:5000/weir/regular:0.2.0-rc.1', 'images.example:5000/weir/reverse:0.2.0-rc.1', 'images.example:5000/weir/socks:0.2.0-rc.1',
    ]);
    expect(workload(defaults, 'weir-regular').spec.containers[0]!['image']).toBe('weir-regular:0.1.0');
  });

  test('annotations of all and of one', () => {
    expect(workload(full, 'weir-flows-socks').annotations).toEqual({ 'example.com/team': 'traffic', 'example.com/on': 'yes', 'example.com/kind': 'proxy' });
    expect(workload(full, 'weir-flows-collector').annotations).toEqual({ 'example.com/team': 'traffic', 'example.com/on': 'yes' });
  });
});

describe('the certificate authority', () => {
  const policy = (objects: typeof full, name: string) => (objects.find('ConfigMap', name)!['data'] as Record<string, string>)['policy.yaml']!;

  test('its policy: the modes, those who are named, and nobody for Weir itself', () => {
    expect(parse(policy(defaults, 'weir-cert-authority'))).toEqual({
      callers: [{ name: 'regular', serviceAccount: 'traffic/weir-regular', names: ['*'], except: [], delegate: 0, audit: false, rotate: false }],
      never: ['cert-authority', 'collector', 'regular'].flatMap((part) => [`weir-${part}`, `weir-${part}.traffic`, `weir-${part}.traffic.svc`, `weir-${part}.traffic.svc.cluster.local`]),
    });
    const { callers, never } = parse(policy(full, 'weir-flows-cert-authority')) as { callers: { name: string }[]; never: string[] };
    expect(callers).toEqual([
      { name: 'next', serviceAccount: 'traffic/weir-flows-next', names: ['*'], except: ['bank.example'], delegate: 0, audit: false, rotate: false },
      { name: 'regular', serviceAccount: 'traffic/weir-flows-regular', names: ['*'], except: ['bank.example'], delegate: 24, audit: false, rotate: false },
      { name: 'shop', serviceAccount: 'traffic/weir-flows-shop', names: ['shop.example', '.shop.svc', '10.0.0.0/8'], except: [], delegate: 0, audit: false, rotate: false },
      { name: 'socks', serviceAccount: 'traffic/weir-flows-socks', names: ['*'], except: ['bank.example'], delegate: 0, audit: false, rotate: false },
      { name: 'audit', serviceAccount: 'monitoring/auditor', names: [], except: [], delegate: 0, audit: true, rotate: false },
      { name: 'other', serviceAccount: 'elsewhere/weir-regular', names: ['example.org'], except: ['secret.example.org'], delegate: 12, audit: false, rotate: true },
    ]);
    expect(never).toEqual(expect.arrayContaining(['weir-flows-shop.traffic.svc.cluster.example', 'kubernetes.default.svc.cluster.example']));
    expect(never.slice(-2)).toEqual(['bank.example', '192.168.0.0/16']);
  });

  test('without callers the policy is one still', () => {
    expect(parse(policy(given({ modes: { regular: null } }), 'weir-cert-authority'))).toMatchObject({ callers: [], never: expect.arrayContaining(['weir-collector']) });
  });

  test('a policy that changes starts it again', () => {
    const sum = (values: object) => workload(given(values as never), 'weir-cert-authority').annotations['checksum/policy'];
    expect(sum({})).toMatch(/^[0-9a-f]{64}$/);
    expect(sum(mode({ authority: { except: ['bank.example'] } }))).not.toBe(sum({}));
    expect(sum({ logLevel: 'debug' })).toBe(sum({}));
    // The mounted text ends in one newline.
    expect(sum({})).toBe(createHash('sha256').update(policy(defaults, 'weir-cert-authority')).digest('hex'));
  });

  test('who may do what at the API of the cluster', () => {
    expect(defaults.find('Role', 'weir-cert-authority')!['rules']).toEqual([
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] }, { apiGroups: [''], resources: ['configmaps'], resourceNames: ['weir-authority'], verbs: ['get', 'update'] },
    ]);
    expect(defaults.find('ClusterRoleBinding', 'traffic-weir-cert-authority')).toMatchObject({ roleRef: { kind: 'ClusterRole', name: 'system:auth-delegator' }, subjects: [{ name: 'weir-cert-authority', namespace: 'traffic' }] });
    const withToken = defaults.workloads.filter(({ spec }) => JSON.stringify(spec).includes('kubernetes.io/serviceaccount')).map(({ name }) => name);
    expect(withToken).toEqual(['weir-cert-authority']);
  });

  test('proxies are told where it is, and show it a token that is for it alone', () => {
    const regular = workload(defaults, 'weir-regular');
    expect([...variables(regular)].filter(([name]) => name.startsWith('WEIR_CA_'))).toEqual([
      ['WEIR_CA_URL', 'https://weir-cert-authority.traffic.svc:8443'], ['WEIR_CA_TRUST', '/etc/weir-ca/identity.pem'], ['WEIR_CA_SERVICE_ACCOUNT_TOKEN', '/var/run/secrets/weir/token'],
    ]);
    expect(variables(workload(defaults, 'weir-cert-authority')).get('WEIR_CA_NAMES')!.split(' ')).toContain('weir-cert-authority.traffic.svc');
    expect(variables(workload(defaults, 'weir-cert-authority')).get('WEIR_CA_PUBLISH')).toBe('weir-authority');
    expect(regular.spec.volumes).toContainEqual({ name: 'authority-token', projected: { defaultMode: 0o440, sources: [{ serviceAccountToken: { audience: 'weir-ca', expirationSeconds: 3600, path: 'token' } }] } });
    expect(variables(workload(full, 'weir-flows-regular')).get('WEIR_CA_DELEGATED')).toBe('true');
    expect(variables(workload(full, 'weir-flows-shop')).has('WEIR_CA_DELEGATED')).toBe(false);
  });

  test('an authority of your own is taken once, with the key last', () => {
    const [init] = workload(full, 'weir-flows-cert-authority').spec.initContainers!;
    const [secret, home] = ['secret', 'home'].map((name) => join(folder, name)) as [string, string];
    const script = (init!['command'] as string[])[2]!.replace('/run/secrets/authority', secret).replace('/var/lib/weir', home);
    const take = () => {
      const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
      return status === 0 ? readdirSync(join(home, 'ca')).map((name) => [name, (statSync(join(home, 'ca', name)).mode & 0o777).toString(8), readFileSync(join(home, 'ca', name), 'utf8')]) : stderr;
    };
    mkdirSync(secret);
    mkdirSync(home);
    expect(take()).toContain('ca-key.pem');
    writeFileSync(join(secret, 'ca-key.pem'), 'key');
    writeFileSync(join(secret, 'ca.pem'), 'certificate');
    expect(take()).toEqual([['ca-key.pem', '600', 'key'], ['ca.pem', '644', 'certificate']]);
    writeFileSync(join(home, 'ca', 'ca-key.pem'), 'rotated');
    writeFileSync(join(secret, 'ca.pem'), 'another');
    expect(take()).toEqual([['ca-key.pem', '600', 'rotated'], ['ca.pem', '644', 'certificate']]);
    expect(workload(defaults, 'weir-cert-authority').spec.initContainers).toBeUndefined();
  });

  test('without it proxies have an authority in their home', () => {
    expect([...variables(workload(minimal, 'weir-socks')).keys()].filter((name) => name.startsWith('WEIR_CA_'))).toEqual([]);
    expect(workload(minimal, 'weir-socks').spec.containers[0]!.volumeMounts).toContainEqual({ name: 'authority', mountPath: '/var/lib/weir/ca', readOnly: true });
    expect(minimal.objects.map(({ kind }) => kind)).not.toContain('ClusterRoleBinding');
  });
});

describe('the collector', () => {
  test('its names, its volume, what is kept', () => {
    expect(variables(workload(defaults, 'weir-collector'))).toEqual(new Map(Object.entries({
      WEIR_API: '0.0.0.0:8081', WEIR_API_HOSTS: 'weir-collector weir-collector.traffic weir-collector.traffic.svc weir-collector.traffic.svc.cluster.local', WEIR_RETENTION_BYTES: '16384m',
      WEIR_STREAM_REPLICAS: '1', WEIR_STREAM_BYTES: '4g', WEIR_STREAM_AGE: '72', WEIR_NATS_URL: 'nats://nats:4222', WEIR_NATS_USER: '@/run/secrets/nats/credentials',
      WEIR_HOME: '/var/lib/weir', WEIR_HEALTH_LISTEN: ':9464', WEIR_LOG_LEVEL: 'info',
    })));
    const all = variables(workload(full, 'weir-flows-collector'));
    expect([all.get('WEIR_API_TOKEN'), all.get('WEIR_RETENTION_BYTES'), all.get('WEIR_RETENTION_AGE'), all.get('WEIR_STREAM_AGE')]).toEqual(['@/run/secrets/api/api-token', '10g', '30', '168']);
    expect(all.get('WEIR_API_HOSTS')).toMatch(/ flows\.example$/);
    expect(specOf(defaults.find('StatefulSet', 'weir-collector'))['replicas']).toBe(1);
  });
});

describe('network policies', () => {
  const policy = (objects: typeof full, name: string) => specOf(objects.find('NetworkPolicy', name)) as unknown as { ingress: object[]; egress: object[] };

  test('proxies are open, page and API are not, the authority is for proxies', () => {
    expect(policy(defaults, 'weir-regular')).toMatchObject({ ingress: [{ ports: [{ port: 'proxy-8080' }] }], egress: [{}] });
    expect(policy(defaults, 'weir-regular').ingress[0]).not.toHaveProperty('from');
    expect(policy(defaults, 'weir-collector').ingress).toEqual([]);
    expect(policy(defaults, 'weir-cert-authority').ingress).toEqual([{ ports: [{ port: 'grpc' }], from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'weir', 'app.kubernetes.io/instance': 'weir', 'weir.dev/role': 'proxy' } } }] }]);
  });

  test('what values add', () => {
    expect(policy(full, 'weir-flows-regular')).toMatchObject({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }, { ports: [{ port: 'health' }], from: [{}] }] });
    expect(policy(full, 'weir-flows-regular').egress).toHaveLength(4);
    expect(policy(full, 'weir-flows-regular').egress[1]).toMatchObject({ ports: [{ port: 4222 }, { port: 4223 }], to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'nats' } } }] });
    expect(policy(full, 'weir-flows-collector').ingress).toHaveLength(2);
    expect((policy(full, 'weir-flows-cert-authority').ingress[0] as { from: object[] }).from).toHaveLength(2);
    expect(policy(full, 'weir-flows-cert-authority').egress[1]).toEqual({ ports: [{ port: 6443 }] });
  });
});

describe('notes', () => {
  test('where proxies are, what clients trust, where the token is', () => {
    const { notes } = rendered();
    expect(notes).toContain('  regular: weir-regular.traffic.svc:8080\n');
    expect(notes).toContain("kubectl -n traffic get configmap weir-authority -o jsonpath='{.data.bundle\\.pem}' > weir-ca.pem");
    expect(notes).toContain('kubectl -n traffic port-forward service/weir-collector 8081:8081');
    expect(notes).toContain(`kubectl -n traffic exec weir-collector-0 -- node -p "fs.readFileSync('/var/lib/weir/api-token', 'utf8').trim()"`);
    expect(notes).toContain('networkPolicy.collector.from lets them in');
    expect(notes).not.toMatch(/\n\n\n|[ \t]\n/);
  });

  test('with other values', () => {
    const { notes } = rendered(cases[2]!.values);
    expect(notes).toContain('  reverse:https://shop.example: weir-flows-shop.traffic.svc:443\n');
    expect(notes).toContain('TOKEN is what api-token of the Secret weir-api has.');
    expect(notes).not.toContain('exec');
    expect(notes).toContain('certAuthority.storage.persistent is false');
    expect(notes).not.toMatch(/\n\n\n|[ \t]\n/);
    expect(rendered(cases[1]!.values).notes).not.toMatch(/ConfigMap|port-forward|\n\n\n/);
    expect(rendered({ modes: { regular: null } }).notes).toContain('It has no proxies');
  });
});
