import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleApp, bundleOptions, type Bundle } from '../src/bundle-app.ts';
import { packageOf } from '../src/licenses.ts';
import { straysOf } from '../src/strays.ts';
import { appNames, root } from '../src/workspace.ts';
import { writeBundle } from '../src/write-bundle.ts';
import { dockerignore } from './ignored.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-bundles-'));
afterAll(() => rmSync(folder, { recursive: true }));

const apps = appNames(root);
const bundles = new Map<string, Bundle>();
beforeAll(async () => {
  for (const app of apps) bundles.set(app, await bundleApp(root, app));
}, 60_000);

test.each(apps)('%s: all that it starts and serves is in it, nothing of where it was made, and licences', (app) => {
  const { files } = bundles.get(app)!;
  const { imports } = JSON.parse(Buffer.from(files.get('package.json')!).toString()) as { readonly imports: Readonly<Record<string, string>> };
  for (const path of Object.values(imports)) expect([path, [...files.keys()].some((file) => (path.endsWith('/*') ? file.startsWith(path.slice(2, -1)) : file === path.slice(2)))]).toEqual([path, true]);
  expect([...files].filter(([, bytes]) => Buffer.from(bytes).includes(root)).map(([path]) => path)).toEqual([]);
  expect([...files.keys()].filter((path) => !/^(?:(?:chunks\/)?[\w-]+\.js|page\/.*|package\.json|LICENSE|LICENSES-OF-OTHERS)$/.test(path))).toEqual([]);
  expect(Buffer.from(files.get('LICENSES-OF-OTHERS')!).toString()).toMatch(/^zod \d+\.\d+\.\d+ \(MIT\)$/m);
});

test('each has the programs that it starts: threads for passwords and the collector, processes of the data plane, the page', () => {
  const names = (app: string): readonly string[] => [...bundles.get(app)!.files.keys()];
  for (const app of ['regular', 'reverse', 'socks', 'upstream']) expect(names(app)).toEqual(expect.arrayContaining(['password-worker.js', 'plane-process.js']));
  expect(names('weir')).toEqual(expect.arrayContaining(['password-worker.js', 'plane-process.js', 'collector-worker.js', 'page/index.html']));
  expect(names('collector')).toContain('page/index.html');
  expect(names('regular').filter((name) => /^page|collector/.test(name))).toEqual([]);
});

test('what they are made of is in the build of the image, but for what that makes itself', () => {
  const isIgnored = dockerignore(root);
  const inputs = [...bundles.values()].flatMap((bundle) => bundle.inputs).filter((path) => packageOf(path) === undefined && !path.startsWith('apps/ui/dist/'));
  expect(inputs.length).toBeGreaterThan(500);
  expect(inputs.filter(isIgnored)).toEqual([]);
});

// Apps that speak to Kubernetes and to each other by gRPC are made of these. No app has to use them yet for that to be known.
const probe = `
import { createServer } from 'node:http';
import { once } from 'node:events';
import { KubeConfig, AuthenticationV1Api, Watch } from '@kubernetes/client-node';
import { Client, Server, ServerCredentials, credentials } from '@grpc/grpc-js';

const bytes = (value) => Buffer.from(value);
const server = new Server();
const method = { path: '/p.P/Say', requestStream: false, responseStream: false, requestSerialize: bytes, requestDeserialize: String, responseSerialize: bytes, responseDeserialize: String };
server.addService({ say: method }, { say: (call, answer) => answer(null, call.request + ' back') });
const port = await new Promise((resolve, reject) => server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, found) => (error ? reject(error) : resolve(found))));
const client = new Client('127.0.0.1:' + port, credentials.createInsecure());
const heard = await new Promise((resolve, reject) => client.makeUnaryRequest(method.path, bytes, String, 'there and', (error, answer) => (error ? reject(error) : resolve(answer))));
client.close();
server.forceShutdown();

const api = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  if (request.url.startsWith('/watch')) return response.end(JSON.stringify({ type: 'ADDED', object: { kind: 'Pod' } }) + '\\n');
  response.end(JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', status: { authenticated: true, user: { username: request.method + ' ' + request.url } } }));
}).listen(0, '127.0.0.1');
await once(api, 'listening');
const config = new KubeConfig();
config.loadFromClusterAndUser({ name: 'c', server: 'http://127.0.0.1:' + api.address().port, skipTLSVerify: true }, { name: 'u', token: 'secret' });
const { status } = await config.makeApiClient(AuthenticationV1Api).createTokenReview({ body: { spec: { token: 't' } } });
const watched = await new Promise((resolve, reject) => new Watch(config).watch('/watch', {}, (type, object) => resolve(type + ' ' + object.kind), (error) => { if (error) reject(error); }));
api.close();
api.closeAllConnections();
process.stdout.write([heard, status.user.username, watched].join('; '));
process.exit();
`;

test('clients of Kubernetes and gRPC can be bundled, and work', async () => {
  const from = join(folder, 'probe.mjs');
  writeFileSync(from, probe);
  // As if it lay in the checkout.
  const { outputFiles, metafile, warnings } = await build({ ...bundleOptions(root), entryPoints: { main: from }, nodePaths: [join(root, 'node_modules')] });
  expect([...warnings, ...straysOf(root, metafile, [])]).toEqual([]);
  const files = new Map([...outputFiles.map(({ path, contents }) => [path.slice(`${root}/bundle/`.length), contents] as const), ['package.json', Buffer.from('{"type":"module"}')] as const]);
  const out = join(folder, 'probe');
  writeBundle({ files }, out);
  const { stdout, stderr } = spawnSync(process.execPath, [join(out, 'main.js')], { cwd: '/', env: {}, encoding: 'utf8', timeout: 20_000 });
  expect([stdout, stderr]).toEqual(['there and back; POST /apis/authentication.k8s.io/v1/tokenreviews; ADDED Pod', '']);
}, 30_000);
