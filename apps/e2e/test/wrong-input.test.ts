import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { temporaryFolder, weirCommand, type Folder } from '../src/index.ts';

let home: Folder;
let busy: Server;
let busyPort: number;

beforeAll(async () => {
  busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  busyPort = (busy.address() as AddressInfo).port;
});
afterAll(() => busy.close());
beforeEach(() => { home = temporaryFolder('wrong'); });
afterEach(() => home[Symbol.dispose]());

/** `weir up` with a home of its own and free ports; what it says must be one line. */
async function up(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ readonly code: number | null; readonly line: string }> {
  const fixed = args.includes('--api') ? [] : ['--api', '127.0.0.1:0'];
  const { code, stdout, stderr } = await weirCommand(['up', '--home', home.path, '--log-format', 'json', '--log-level', 'warn', ...fixed, ...args], { env });
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^weir: [^\n]+\n$/);
  return { code, line: stderr.slice('weir: '.length, -1) };
}

describe('the configuration is wrong: one line, exit 64, and nothing is made', () => {
  test.each<[readonly string[], RegExp]>([
    [['--mode', 'nonsense'], /^--mode: unknown mode/],
    [['--mode', 'regular@70000'], /^--mode: invalid port: 70000/],
    [['--mode', 'regular@http'], /^--mode: invalid port: http/],
    [['--mode', 'reverse:ftp://a'], /^--mode: Invalid server scheme/],
    [['--mode', 'reverse:tcp://a'], /^--mode: Port specification missing/],
    [['--mode', 'regular:x'], /^--mode: mode takes no arguments/],
    [['--mode', 'regular@9', '--mode', 'reverse:http://a@9'], /^--mode: Cannot spawn multiple servers on the same address: \*:9/],
    [['--mode', 'wireguard'], /^--mode: mode wireguard is not available yet/],
    [['--listen-port', '65536'], /^--listen-port: .*65536/],
    [['--listen-port', 'http'], /^--listen-port: .*http/],
    [['--api', 'nowhere'], /^--api: expected HOST:PORT/],
    [['--api', 'https://127.0.0.1:8081'], /^--api: expected HOST:PORT: weir up speaks plain HTTP/],
    [['--body-capture-limit', 'much'], /^--body-capture-limit: expected bytes such as 64k/],
    [['--tcp-timeout', '0'], /^--tcp-timeout: /],
    [['--ignore-hosts', '*.example.com'], /^--ignore-hosts: "\*\.example\.com" is no regular expression: Nothing to repeat$/],
    [['--allow-hosts', '(a+)+$', '--workers', '2'], /^--allow-hosts: "\(a\+\)\+\$" repeats a group/],
    [['--tcp-hosts', ''], /^--tcp-hosts: "" is empty/],
    [['--mdoe', 'regular'], /^unknown option --mdoe: did you mean --mode\?$/],
    [['--listen', '1'], /^unknown option --listen: did you mean --listen-host, --listen-port or --health-listen\?$/],
    [['--no-rwatcp'], /^unknown option --no-rwatcp: did you mean --no-rawtcp\?$/],
    [['--nonsense'], /^unknown option --nonsense \(see --help\)$/],
    [['--set', 'nope=1'], /^unknown option nope \(see --help\)$/],
    [['--set', 'ssl_insecrue=true'], /^unknown option ssl_insecrue: did you mean ssl_insecure\?$/],
    [['regular'], /^unexpected regular: modes are given as --mode SPEC/],
    [['--home'], /^--home needs a value/],
    [['--api-token', '@/nowhere/token'], /^--api-token: cannot read \/nowhere\/token/],
  ])('%j', async (args, message) => {
    const { code, line } = await up(args);
    expect(line).toMatch(message);
    expect(code).toBe(64);
    expect(readdirSync(home.path)).toEqual([]);
  });

  test.each([
    ['mode: [', /cannot read the configuration file .*weir\.yaml/],
    ['- regular', /weir\.yaml: expected options by name/],
    ['moed: regular', /weir\.yaml: unknown option moed: did you mean mode\?$/],
    ['listen_port: many', /weir\.yaml: listen_port: /],
  ])('configuration file %j', async (content, message) => {
    using folder = temporaryFolder('config');
    writeFileSync(folder.file('weir.yaml'), content);
    const { code, line } = await up(['--config', folder.file('weir.yaml')]);
    expect(line).toMatch(message);
    expect(code).toBe(64);
  });

  test('environment', async () => {
    const { code, line } = await up([], { WEIR_LISTEN_PORT: 'x' });
    expect(line).toMatch(/^WEIR_LISTEN_PORT: /);
    expect(code).toBe(64);
  });

  test.each(['up', 'flows', 'show'])('environment: WEIR_API is told of by its name, in weir %s', async (command) => {
    const { code, stderr } = await weirCommand([command, ...(command === 'show' ? ['01K'] : []), '--home', home.path], { env: { WEIR_API: 'nowhere' } });
    expect(stderr).toBe('weir: WEIR_API: expected HOST:PORT such as 127.0.0.1:8081, or a URL such as http://127.0.0.1:8081 (got "nowhere")\n');
    expect(code).toBe(64);
  });

  test.each([
    [['flwos'], 'unknown command flwos: did you mean flows?'],
    [['nonsense'], 'unknown command nonsense (see weir --help)'],
    [['--mode', 'regular'], '--mode stands before the command: options follow it, as in weir up --mode (see weir --help)'],
    [['flows', '--foramt', 'json'], 'unknown option --foramt: did you mean --format?'],
    [['ca', 'export', '--format', 'json'], expect.stringMatching(/^--format: /)],
    [['show', '01K', '--api', '127.0.0.1:0'], '--api: port 0 is any free port: give the one that weir up printed (got "127.0.0.1:0")'],
  ])('weir %j', async (args, message) => {
    const { code, stdout, stderr } = await weirCommand(args);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(/^weir: [^\n]+\n$/);
    expect(stderr.slice('weir: '.length, -1)).toEqual(message);
  });
});

describe('variables of the environment', () => {
  // No command is listening there: a command that gets so far has taken all of its options.
  const silent = { WEIR_API: '127.0.0.1:9', WEIR_API_TOKEN: 'x' };

  test.each([
    ['what weir flows has for itself', { WEIR_FLOWS_FORMAT: 'table', WEIR_FLOWS_COUNT: '3', WEIR_FLOWS_TAIL: 'false' }],
    ['what weir ca has for itself', { WEIR_CA_FORMAT: 'p12' }],
    ['what once meant three things', { WEIR_FORMAT: 'p12', WEIR_BODY: 'x' }],
    ["weir up's configuration file", { WEIR_CONFIG: '/nonexistent/weir.yaml' }],
    ['empty ones', { WEIR_FLOWS_SINCE: '', WEIR_HOME: '', WEIR_SHOW_FORMAT: '' }],
  ])('%s: no command is broken by it', async (_name, env) => {
    for (const args of [['flows'], ['show', '01K']]) {
      const { code, stderr } = await weirCommand(args, { env: { ...silent, ...env } });
      expect(stderr).toMatch(/^weir: no answer from http:\/\/127\.0\.0\.1:9: [^\n]+\n$/);
      expect(code).toBe(1);
    }
  });

  test('a misspelt one is warned of: a line for people, an event in the log for programs', async () => {
    const flows = await weirCommand(['flows'], { env: { ...silent, WEIR_FLOWS_FROMAT: 'json' } });
    expect(flows.stderr).toMatch(/^weir: WEIR_FLOWS_FROMAT in the environment is no option: did you mean WEIR_FLOWS_FORMAT\?\nweir: no answer from [^\n]+\n$/);
    const args = ['up', '--home', home.path, '--log-format', 'json', '--api', '127.0.0.1:0', '--mode', `regular@127.0.0.1:${busyPort}`];
    const { stderr } = await weirCommand(args, { env: { WEIR_SSL_INSECRUE: 'true', WEIR_SERVICE_HOST: '10.0.0.1' } });
    const [warning] = stderr.split('\n');
    expect(JSON.parse(warning!)).toMatchObject({ level: 'warn', event: 'unknown-variable', name: 'WEIR_SSL_INSECRUE', meant: 'WEIR_SSL_INSECURE' });
  });
});

describe('something outside is wrong: one line, exit 1, and nothing listens', () => {
  test('the port of a mode is in use', async () => {
    const { code, line } = await up(['--mode', 'regular@127.0.0.1:0', '--mode', `reverse:http://a@127.0.0.1:${busyPort}`]);
    expect(line).toBe(`reverse:http://a@127.0.0.1:${busyPort}: cannot listen on 127.0.0.1:${busyPort} (tcp): the address is in use.`);
    expect(code).toBe(1);
  });

  test('the port of the API is in use', async () => {
    const { code, line } = await up(['--mode', 'regular@127.0.0.1:0', '--api', `127.0.0.1:${busyPort}`]);
    expect(line).toMatch(new RegExp(`^the API cannot listen on 127\\.0\\.0\\.1:${busyPort}: the port is in use`));
    expect(code).toBe(1);
  });

  test('an address that is not of this machine', async () => {
    const { code, line } = await up(['--mode', 'regular@192.0.2.1:0']);
    expect(line).toMatch(/192\.0\.2\.1.*does not belong to this machine/);
    expect(code).toBe(1);
  });

  test.each<[string, (folder: string) => void, RegExp]>([
    ['garbage for a key', (ca) => { put(ca, 'ca.pem', 'nonsense'); put(ca, 'ca-key.pem', 'nonsense'); }, /ca(-key)?\.pem/],
    ['a certificate without its key', (ca) => put(ca, 'ca.pem', 'nonsense'), /ca(-key)?\.pem/],
  ])('the authority: %s', async (_name, prepare, message) => {
    mkdirSync(home.file('ca'), { mode: 0o700 });
    prepare(home.file('ca'));
    const { code, line } = await up(['--mode', 'regular@127.0.0.1:0']);
    expect(line).toMatch(message);
    expect(code).toBe(1);
  });

  test('a store that is no database is left as it is', async () => {
    writeFileSync(home.file('flows.db'), 'my diary, not a database: '.repeat(100), { mode: 0o600 });
    const { code, line } = await up(['--mode', 'regular@127.0.0.1:0']);
    expect(line).toMatch(/flows\.db/);
    expect(code).toBe(1);
  });

  test('a home that cannot be made', async () => {
    writeFileSync(home.file('file'), '');
    const { code, stdout, stderr } = await weirCommand(['up', '--home', home.file('file/home')]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^weir: cannot make .*file\/home \(--home\): [^\n]+\n$/);
  });

  test.each([
    ['none', undefined, /cannot read .*trusted\.pem: ENOENT/],
    ['without a certificate', 'text', /trusted\.pem holds no certificate in PEM form/],
  ])('a file of trusted authorities: %s', async (_name, content, message) => {
    if (content !== undefined) writeFileSync(home.file('trusted.pem'), content);
    const { code, line } = await up(['--mode', 'regular@127.0.0.1:0', '--ssl-verify-upstream-trusted-ca', home.file('trusted.pem')]);
    expect(line).toMatch(message);
    expect(code).toBe(1);
  });
});

function put(folder: string, name: string, content: string): void {
  writeFileSync(`${folder}/${name}`, content, { mode: 0o600 });
  chmodSync(`${folder}/${name}`, 0o600);
}
