import type { UntestedSources } from '../rules/every-source-has-a-test.ts';

export const untestedSources: UntestedSources = {
  ceiling: 24,
  testedBy: {
    'apps/collector/src/api/server.test.ts': [
      'apps/collector/src/api/listeners.ts', 'apps/collector/src/api/loss.ts', 'apps/collector/src/api/routes.ts', 'apps/collector/src/api/tail.ts',
    ],
    'apps/collector/src/api/openapi.test.ts': ['apps/collector/src/api/openapi-document.ts', 'apps/collector/src/api/openapi-schemas.ts'],
    'apps/ui/src/store.test.ts': ['apps/ui/src/tail-source.ts'],
    'libs/mode-spec/src/parse.test.ts': ['libs/mode-spec/src/mode-spec.ts'],
    'libs/runtime/src/acceptors/tcp.test.ts': ['libs/runtime/src/acceptors/listen-error.ts'],
    'libs/runtime/src/proxy.test.ts': ['libs/runtime/src/clock.ts', 'libs/runtime/src/log.ts'],
    'libs/runtime/src/securing.test.ts': ['libs/runtime/src/tls-handshake.ts'],
    'libs/service/src/configuration.test.ts': ['libs/service/src/config-error.ts', 'libs/service/src/option.ts'],
    'tools/checks/src/repository.test.ts': ['tools/checks/src/commands.ts'],
    'tools/fuzz/src/campaign.test.ts': ['tools/fuzz/src/target.ts'],
  },
  reasons: {
    'apps/weir/bin/weir.mjs': 'starts main.ts; apps/e2e runs main.ts itself',
    'apps/weir/src/main.ts': 'the commands and their names; apps/e2e/test/command-line.test.ts runs each',
    'apps/weir/src/run-up.ts': 'assembly; every test of apps/e2e runs it',
    'libs/data-plane/src/data-plane.ts': 'assembly; every test of apps/e2e runs it',
    'libs/service/src/log.ts': "pino's settings; apps/e2e reads the log that comes of them",
    'tools/checks/src/write-metrics.ts': 'one statement; what it writes is held to by metric-names',
    'tools/checks/src/write-options.ts': 'one statement; what it writes is held to by options-documented',
    'tools/fuzz/src/main.ts': 'hands the process to fuzz.ts, which is tested',
  },
  kinds: {
    'apps/e2e/src/*.ts': 'equipment of the tests beside it, which all run it',
    'apps/ui/src/*.tsx': 'what is seen: apps/e2e/test/page.test.ts looks at it in a browser; what it computes stands in a .ts with a test',
    'tools/fuzz/src/targets/*.ts': 'checks themselves: targets.test.ts runs each',
    'tools/workspace/*.mjs': 'npm start, npm test and npm run bench are these',
  },
};
