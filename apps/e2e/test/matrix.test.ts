import { GitRepository, Socat, Tinyproxy, Weir, World, run } from '../src/index.ts';

/** Every mode against HTTP, HTTPS, raw TCP and raw TLS, by clients that other suites do not have. curl's own HTTP is theirs. */
let world: World;
let tiny: Tinyproxy;
let socat: Socat;
let secureSocat: Socat;
let repository: GitRepository;
let weir: Weir;

const schemes = ['http', 'https', 'tcp', 'tls'] as const;
type Scheme = (typeof schemes)[number];

/** Where each server is. */
const ports = (): Record<Scheme, number> => ({ http: world.nginx.port, https: world.nginx.tlsPort, tcp: socat.port, tls: secureSocat.port });

beforeAll(async () => {
  world = await World.create();
  repository = await GitRepository.create(world.folder);
  tiny = await Tinyproxy.start(world.folder, 'tiny');
  socat = await Socat.start();
  secureSocat = await Socat.start(await world.authority.issue(['localhost']));
  const modes = ['regular', `upstream:${tiny.url}`, 'socks5', ...schemes.map((scheme) => `reverse:${scheme}://localhost:${ports()[scheme]}`)];
  weir = await Weir.up([...modes.flatMap((mode) => ['--mode', `${mode}@127.0.0.1:0`]), '--ssl-verify-upstream-trusted-ca', world.authority.certificate]);
}, 60_000);

afterAll(async () => {
  for (const each of [weir, secureSocat, socat, tiny, world]) await each[Symbol.asyncDispose]();
});

interface Way {
  /** Of the modes, for a server of that scheme. */
  mode(scheme: Scheme): number;
  /** The port that clients name in place of, or as, the server's; the host is `localhost`. */
  at(scheme: Scheme): number;
  /** The proxy that clients are told of. */
  readonly proxy?: () => string;
}

const explicit = (n: number, scheme: string): Way => ({ mode: () => n, at: (server) => ports()[server], proxy: () => `${scheme}://127.0.0.1:${weir.port(n)}` });
const ways = {
  regular: explicit(0, 'http'),
  upstream: explicit(1, 'http'),
  socks5: explicit(2, 'socks5h'),
  reverse: { mode: (scheme: Scheme) => 3 + schemes.indexOf(scheme), at: (scheme: Scheme) => weir.port(3 + schemes.indexOf(scheme)) } as Way,
};
type WayName = keyof typeof ways;

interface Client {
  readonly scheme: Scheme;
  /** Speaks to the server by the way, saying `mark` where the flow shows it; answers what it heard. */
  speak(way: Way, mark: string): Promise<string>;
  readonly hears: string | RegExp;
  /** The ways that it knows; absent: all. */
  readonly knows?: readonly WayName[];
}

async function heard(command: string, args: readonly string[], options: Parameters<typeof run>[2] = {}): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  return code === 0 ? stdout : `${command} ended with ${code}: ${stderr}`;
}

/** curl's gopher is a line and what comes until the end, plain or over TLS: raw bytes for everybody on the way. */
function gopher(scheme: 'tcp' | 'tls'): Client {
  return {
    scheme,
    speak: ({ at, proxy }, mark) => heard('curl', ['-q', '-sS', '--max-time', '15', '--noproxy', '', '--cacert', weir.authority, ...(proxy === undefined ? [] : ['-p', '-x', proxy()]),
      `gopher${scheme === 'tls' ? 's' : ''}://localhost:${at(scheme)}/1${mark}`]),
    hears: /^socat heard \S+\r?\n$/,
  };
}

/** Node's fetch by its own environment variables. */
function fetching(scheme: 'http' | 'https'): Client {
  const program = 'process.stdout.write(await (await fetch(process.argv[1])).text())';
  return {
    scheme,
    speak: ({ at, proxy }, mark) => heard(process.execPath, ['--input-type=module', '-e', program, `${scheme}://localhost:${at(scheme)}/hello.txt?${mark}`], {
      env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: weir.authority, ...(proxy && { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy(), HTTPS_PROXY: proxy(), NO_PROXY: '' }) } as NodeJS.ProcessEnv,
    }),
    hears: 'hello from nginx\n',
    knows: ['regular', 'upstream', 'reverse'],
  };
}

const clients: Readonly<Record<string, Client>> = {
  'fetch, http': fetching('http'),
  'fetch, https': fetching('https'),
  'git, https': {
    scheme: 'https',
    speak: ({ at, proxy }, mark) => repository.cloned(`https://localhost:${at('https')}/house.git`, mark, `http.sslCAInfo=${weir.authority}`, `http.extraHeader=X-Mark: ${mark}`, `http.proxy=${proxy?.() ?? ''}`),
    hears: 'a house\n',
  },
  'gopher, tcp': gopher('tcp'),
  'gophers, tls': gopher('tls'),
  'socat, tcp': {
    scheme: 'tcp',
    // shut-none: tinyproxy takes the end of one side for the end of both.
    speak: ({ at, proxy }, mark) => heard('socat', ['-t', '10', '-', `${proxy === undefined ? `TCP:127.0.0.1:${at('tcp')}` : `PROXY:127.0.0.1:localhost:${at('tcp')},proxyport=${new URL(proxy()).port}`},shut-none`], { input: `${mark}\n` }),
    hears: /^socat heard \S+\n$/,
    knows: ['regular', 'upstream', 'reverse'],
  },
  'openssl, tls': {
    scheme: 'tls',
    speak: ({ at, proxy }, mark) => heard('openssl', ['s_client', '-connect', `localhost:${at('tls')}`, ...(proxy === undefined ? [] : ['-proxy', new URL(proxy()).host]), '-servername', 'localhost',
      '-CAfile', weir.authority, '-verify_return_error', '-verify_hostname', 'localhost', '-quiet', '-ign_eof'], { input: `${mark}\n` }),
    hears: /^socat heard \S+\n$/,
    knows: ['regular', 'upstream', 'reverse'],
  },
};

const cells = Object.entries(clients).flatMap(([client, { knows }]) => Object.keys(ways).filter((way) => knows?.includes(way as WayName) ?? true).map((way) => [client, way as WayName] as const));

test.each(cells)('%s by %s', async (name, wayName) => {
  const [client, way] = [clients[name]!, ways[wayName]];
  const { scheme } = client;
  const mark = `${name.replace(/\W+/g, '-')}-${wayName}`;
  expect(await client.speak(way, mark)).toMatch(client.hears);

  const isHttp = scheme === 'http' || scheme === 'https';
  const isTls = scheme === 'https' || scheme === 'tls';
  const [flow] = await weir.settled(isHttp ? `~u ${mark} | ~hq ${mark}` : `~tcp & ~b ${mark}`);
  const tls = { version: 'TLSv1.3', sni: 'localhost' };
  expect(flow).toMatchObject({
    type: isHttp ? 'http' : 'tcp', state: 'complete', mode: weir.listening[way.mode(scheme)]!.mode,
    server: { address: 'localhost', port: ports()[scheme], ...(wayName === 'upstream' && { via: tiny.url }), ...(isTls && { tls }) },
    ...(isTls && { client: { tls } }),
    ...(isHttp && { request: { method: 'GET', scheme, host: 'localhost', port: ports()[scheme] }, response: { status: 200 } }),
  });
  expect([flow!.client.tls === undefined, flow!.server!.tls === undefined, flow!.server!.via === undefined]).toEqual([!isTls, !isTls, wayName !== 'upstream']);
  if (isHttp) return;
  const messages = await weir.messages(flow!);
  const said = (side: string): string => messages.map(({ from, data }) => (from === side ? Buffer.from(data, 'base64').toString() : '')).join('').trim();
  expect([said('client'), said('server')]).toEqual([mark, `socat heard ${mark}`]);
});

test('nothing was lost', async () => {
  const { captured, stored, lost } = await weir.loss();
  expect({ captured, lost }).toEqual({ captured: stored, lost: [] });
});
