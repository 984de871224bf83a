import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** Kinds, their meaning and what each may use: docs/architecture.md, "Dependency direction". */
const kinds = {
  contract: [],
  core: ['contract'],
  pure: ['core', 'contract', 'pure'],
  engine: ['core', 'contract', 'pure', 'engine'],
  adapter: ['core', 'contract', 'adapter'],
  assembly: ['core', 'contract', 'pure', 'engine', 'adapter'],
  testing: ['core', 'contract', 'pure', 'engine', 'adapter', 'assembly', 'testing'],
  app: ['core', 'contract', 'pure', 'engine', 'adapter', 'assembly', 'app'],
};
const planes = {
  data: ['data', 'shared'],
  query: ['query', 'shared'],
  control: ['control', 'shared'],
};

/** Time, sockets and randomness are inputs in pure libraries. */
const impureModules = ['net', 'dgram', 'tls', 'http', 'http2', 'https', 'fs', 'fs/promises', 'child_process', 'worker_threads', 'timers', 'timers/promises', 'os', 'process', 'dns']
  .flatMap((name) => [name, `node:${name}`]);
const impureGlobals = ['process', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'console', 'performance', 'fetch', 'Date'];

export default [
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '**/src/gen/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
      '@nx/enforce-module-boundaries': ['error', {
        enforceBuildableLibDependency: false,
        allow: [],
        // Of libs/certs only the remote part, and gRPC with it, is loaded when it is needed.
        checkDynamicDependenciesExceptions: ['^@weir/certs$'],
        depConstraints: [
          ...Object.entries(kinds).map(([kind, may]) => ({
            sourceTag: `type:${kind}`,
            onlyDependOnLibsWithTags: may.map((m) => `type:${m}`),
          })),
          ...Object.entries(planes).map(([plane, may]) => ({
            sourceTag: `plane:${plane}`,
            onlyDependOnLibsWithTags: may.map((m) => `plane:${m}`),
          })),
        ],
      }],
    },
  },
  {
    files: ['**/*.test.ts', '*/*/test/**', 'apps/e2e/**'],
    rules: { '@nx/enforce-module-boundaries': 'off', 'no-console': 'off' },
  },
  {
    files: ['libs/{ca-api,core,flow,mode-spec,ingress,protocols,netstack,wireguard}/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: impureModules.map((name) => ({ name, message: 'A pure library gets it as an input.' })) }],
      'no-restricted-globals': ['error', ...impureGlobals.map((name) => ({ name, message: 'A pure library gets it as an input.' }))],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Randomness is an input.' }],
    },
  },
];
