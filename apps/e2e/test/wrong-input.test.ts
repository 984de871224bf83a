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
    [['--body-capture-limit', 'much'], /^--body-capture-limit: expected bytes such as 64k/],
    [['--tcp-timeout', '0'], /^--tcp-timeout: /],
    [['--mdoe', 'regular'], /^unknown option --mdoe \(see --help\)/],
    [['--set', 'nope=1'], /^unknown option nope/],
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
    ['moed: regular', /weir\.yaml: unknown option moed/],
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
