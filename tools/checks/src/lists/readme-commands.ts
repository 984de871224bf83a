import type { ReadmeCommands } from '../rules/readme-commands-run.ts';

const firstMinute = 'apps/e2e/test/first-minute.test.ts';
/** Runs the commands of services' READMEs as they stand there. */
const services = { test: 'apps/e2e/test/app-readmes.test.ts', text: 'runs each command of apps/%s/README.md' };
/** Holds each command of docs/kubernetes.md to what the chart makes of it: there is no cluster to run it in. */
const chart = { test: 'tools/helm/test/docs.test.ts', text: 'names what is there' };
const commandLine = 'apps/e2e/test/command-line.test.ts';

/** Tests use free ports and a home of their own where a README has the usual ones; else they do what it says. */
export const readmeCommands: ReadmeCommands = {
  'npm start': { test: firstMinute, text: "spawn('npm', ['start'" },
  'npm start -- --mode regular@8080 --mode reverse:https://example.com@8443': { test: commandLine, text: 'what weir up prints: a line for each mode' },
  'curl -x http://127.0.0.1:8080 http://localhost:8000/': { test: firstMinute, text: "curl('-x', `http://127.0.0.1:${port}`, `http://127.0.0.1:" },
  'curl -x http://127.0.0.1:8080 http://mitm.it/': { test: 'apps/e2e/test/onboarding.test.ts', text: "curl('-x', weir.proxy(), 'http://mitm.it/')" },
  'curl --cacert weir-ca.pem -x http://127.0.0.1:8080 https://localhost:8443/': { test: firstMinute, text: "'--cacert', authority, `https://localhost:" },
  'npx --no-install weir flows': { test: firstMinute, text: 'weirCommand(flows)' },
  "npx --no-install weir flows '~c 500 | ~e' --since -15m": { test: commandLine, text: 'weir flows FILTER -n, as JSON' },
  'npx --no-install weir flows --tail': { test: commandLine, text: 'weir flows --tail follows' },
  'npx --no-install weir show 01K... --body response': { test: commandLine, text: 'weir show ID, and its body alone' },
  'npx --no-install weir ca export --format pem > weir-ca.pem': { test: commandLine, text: 'weir ca export: the certificate in each form' },
  'curl -H "Authorization: Bearer $(cat ~/.weir/api-token)" \'http://127.0.0.1:8081/api/v1/flows?filter=~m%20POST\'': {
    test: 'apps/collector/src/api/flows.test.ts', text: '/api/v1/flows?filter=',
  },
  'printf \'callers:\\n  - { name: me, token: %s, names: ["*"], audit: true }\\n\' "$(openssl rand -hex 32 | tee /tmp/weir-ca-token)" > /tmp/weir-ca-policy.yaml': services,
  'npx --no-install node --conditions=source apps/cert-authority/src/main.ts --home /tmp/weir-ca --ca-policy /tmp/weir-ca-policy.yaml': services,
  'npx --no-install node --conditions=source apps/regular/src/main.ts --health-listen off --ca-url https://localhost:8443 --ca-trust /tmp/weir-ca/ca/identity.pem --ca-token @/tmp/weir-ca-token': services,
  'curl -x http://127.0.0.1:8080 http://mitm.it/cert/pem': services,
  'npx --no-install weir ca issued --ca-url https://localhost:8443 --ca-trust /tmp/weir-ca/ca/identity.pem --ca-token @/tmp/weir-ca-token': services,
  'nats-server -js -sd /tmp/weir-nats': services,
  'npx --no-install node --conditions=source apps/collector/src/main.ts --health-listen off': services,
  'npx --no-install node --conditions=source apps/regular/src/main.ts': services,
  'npx --no-install node --conditions=source apps/reverse/src/main.ts --mode reverse:http://localhost:8000': services,
  'curl http://127.0.0.1:8080/': services,
  'npx --no-install node --conditions=source apps/socks/src/main.ts': services,
  'curl --socks5-hostname 127.0.0.1:1080 http://localhost:8000/': services,
  'npx --no-install node --conditions=source apps/regular/src/main.ts --listen-port 8082 --health-listen off': services,
  'npx --no-install node --conditions=source apps/upstream/src/main.ts --mode upstream:http://127.0.0.1:8082': services,
  'npx --no-install node --conditions=source apps/collector/src/main.ts': services,
  'curl --fail http://127.0.0.1:9464/readyz': services,
  'curl --fail -H "Authorization: Bearer $(cat ~/.weir/api-token)" http://127.0.0.1:8081/api/v1/flows': services,
  'node deploy/prepare.mjs': { test: 'apps/e2e/test/deployment.ts', text: '`${deploy}/prepare.mjs`' },
  'kubectl create namespace weir': chart,
  'kubectl -n weir create secret generic weir-nats --from-file=deploy/secrets/regular --from-file=deploy/secrets/collector': chart,
  'kubectl -n weir create secret generic weir-redact --from-file=deploy/secrets/redact-key': chart,
  'helm -n weir install weir helm/weir --set image.prefix=images.example/weir- --set nats.urls={nats://nats.nats:4222} --set redactKey.secret=weir-redact': chart,
  'kubectl -n weir port-forward service/weir-collector 8081:8081': chart,
  'kubectl -n weir exec weir-collector-0 -- node -p "fs.readFileSync(\'/var/lib/weir/api-token\', \'utf8\').trim()"': chart,
  "kubectl -n weir get configmap weir-authority -o jsonpath='{.data.bundle\\.pem}' > weir-ca.pem": chart,
  'npm test': { notRun: 'a test cannot run all tests: continuous integration does' },
  'cd apps/ui && npm run build': { notRun: 'npm start and npm test build the page before anything else, by tools/workspace/page.mjs' },
};
