import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort, run, temporaryFolder, World, type Folder } from '../src/index.ts';

// The commands in the README of each service, line by line, as they stand there: only ports and folders are others, so that tests may run beside each other.

const root = fileURLToPath(new URL('../../..', import.meta.url));
let world: World;
beforeAll(async () => { world = await World.create(); }, 30_000);
afterAll(() => world[Symbol.asyncDispose](), 30_000);

function commandsOf(app: string): string[] {
  const blocks = [...readFileSync(`${root}apps/${app}/README.md`, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, body]) => body!.split('\n').filter((line) => line !== ''));
}

/** What the README's ports and folders are here. */
async function elsewhere(folder: Folder): Promise<{ readonly text: (command: string) => string; readonly env: NodeJS.ProcessEnv }> {
  const [nats, proxy, api, next, socks, health, authority] = [await freePort(), await freePort(), await freePort(), await freePort(), await freePort(), await freePort(), await freePort()];
  const here = new Map([['8080', proxy], ['8081', api], ['8082', next], ['1080', socks], ['9464', health], ['8443', authority], ['8000', world.nginx.port]].map(([from, to]) => [String(from), String(to)]));
  return {
    text: (command) => command.replace('nats-server -js', `nats-server -js -p ${nats}`).replace('/tmp/weir-nats', folder.file('nats')).replaceAll('/tmp/weir-ca', folder.file('ca')).replace(/(?<=[: ])(?:8080|8081|8082|8443|1080|9464|8000)\b/g, (port) => here.get(port)!),
    env: {
      PATH: process.env['PATH'], HOME: folder.path, NO_COLOR: '1', WEIR_NATS_URL: `nats://127.0.0.1:${nats}`, WEIR_API: `127.0.0.1:${api}`, WEIR_HEALTH_LISTEN: `127.0.0.1:${health}`, WEIR_CA_LISTEN: `127.0.0.1:${authority}`,
    },
  };
}

/** A command that runs until it is ended, once it says that it is ready. */
async function started(command: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn('sh', ['-c', `exec ${command}`], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (bytes: Buffer): void => {
      said += bytes.toString();
      if (/"event":"ready"|Server is ready/.test(said)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}: ${said}`)));
  });
  return child;
}

/** With what it has started itself: npx is between us and the service. */
async function end(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  process.kill(-child.pid!, 'SIGTERM');
  await closed;
}

/** Runs it until it answers what is expected: a flow is written down a moment after its answer. */
async function answer(command: string, env: NodeJS.ProcessEnv, expected: RegExp): Promise<string> {
  for (let tries = 0; ; tries++) {
    const { code, stdout, stderr } = await run('sh', ['-c', command], { cwd: root, env });
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${stderr}`);
    if (expected.test(stdout) || tries === 20) return stdout;
  }
}

/** What `weir flows` shows of one. */
const flow = ' \\d{3} +GET http://localhost:\\d+/ ';

test.each([
  ['collector', /^\{"flows":\[/],
  ['cert-authority', /  me +client +me  /],
  ['regular', new RegExp(flow)],
  ['reverse', new RegExp(flow)],
  ['socks', new RegExp(flow)],
  ['upstream', new RegExp(`${flow}[^]*${flow}`)],
])('runs each command of apps/%s/README.md', async (app, expected) => {
  const folder = temporaryFolder('readme');
  const running: ChildProcess[] = [];
  try {
    const { text, env } = await elsewhere(folder);
    let last = '';
    for (const command of commandsOf(app)) {
      const port = text(command.includes('apps/socks') ? ':1080' : ':8080').slice(1);
      if (/^nats-server|main\.ts/.test(command)) running.push(await started(text(command), { ...env, WEIR_LISTEN_PORT: port }));
      else last = await answer(text(command), env, /flows|issued/.test(command) ? expected : /^/);
    }
    expect(last).toMatch(expected);
  } finally {
    for (const each of running.reverse()) await end(each);
    folder[Symbol.dispose]();
  }
}, 90_000);
