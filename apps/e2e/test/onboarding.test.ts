import { readFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { chromium, type Browser } from 'playwright-core';
import { RawClient, RawOrigin, Tinyproxy, Weir, World, curl, run } from '../src/index.ts';

/** The page at mitm.it through every mode of HTTP: by curl, by raw sockets, by Chromium. */
let world: World;
let tiny: Tinyproxy;
let origin: RawOrigin;
let weir: Weir;
let pem: Buffer;
let fingerprint: string;

beforeAll(async () => {
  world = await World.create();
  tiny = await Tinyproxy.start(world.folder, 'tiny');
  origin = await RawOrigin.answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  const modes = ['regular', 'socks5', `upstream:${tiny.url}`, `reverse:http://127.0.0.1:${origin.port}`, `reverse:https://localhost:${world.nginx.tlsPort}`];
  weir = await Weir.up([...modes.flatMap((mode) => ['--mode', `${mode}@127.0.0.1:0`]), '--ssl-verify-upstream-trusted-ca', world.authority.certificate]);
  pem = readFileSync(weir.authority);
  fingerprint = new X509Certificate(pem).fingerprint256;
}, 60_000);

afterAll(async () => {
  for (const each of [weir, origin, tiny, world]) await each[Symbol.asyncDispose]();
});

/** What curl's arguments are for each way in; `https`: the leaf is to be signed by the authority. */
const ways: readonly (readonly [string, () => readonly string[]])[] = [
  ['regular', () => ['-x', weir.proxy(0), 'http://mitm.it']],
  ['regular, CONNECT', () => ['-x', weir.proxy(0), 'https://mitm.it']],
  ['regular, CONNECT without TLS, any port', () => ['-x', weir.proxy(0), '-p', 'http://mitm.it:8443']],
  ['socks5, by name', () => ['--socks5-hostname', `127.0.0.1:${weir.port(1)}`, 'http://mitm.it']],
  ['socks5, by name, TLS', () => ['--socks5-hostname', `127.0.0.1:${weir.port(1)}`, 'https://mitm.it']],
  ['socks5, by address', () => ['--socks5', `127.0.0.1:${weir.port(1)}`, '--resolve', `mitm.it:${origin.port}:127.0.0.1`, `http://mitm.it:${origin.port}`]],
  ['upstream', () => ['-x', weir.proxy(2), 'http://mitm.it']],
  ['upstream, CONNECT', () => ['-x', weir.proxy(2), 'https://mitm.it']],
  ['reverse:http, by Host', () => ['-H', 'Host: mitm.it', `http://127.0.0.1:${weir.port(3)}`]],
  ['reverse:https, by Host', () => ['-H', 'Host: mitm.it', `http://127.0.0.1:${weir.port(4)}`]],
  ['reverse:https, by TLS', () => ['--connect-to', `mitm.it:443:127.0.0.1:${weir.port(4)}`, 'https://mitm.it']],
];

test.each(ways)('%s: the certificate is ca.pem, to the byte, and nobody beyond is asked', async (_way, way) => {
  const [base, ...args] = [...way()].reverse() as [string, ...string[]];
  const mark = `?${Math.random()}`;
  const answer = await curl('--cacert', weir.authority, ...args.reverse(), '-D', world.folder.file('head'), `${base}/cert/pem${mark}`);
  expect(answer).toMatchObject({ code: 0, status: 200, body: pem.toString() });
  expect(readFileSync(world.folder.file('head'), 'latin1')).toMatch(/Content-Type: application\/x-x509-ca-cert\r\n[\s\S]*Content-Disposition: attachment; filename="weir-ca\.pem"\r\n/);
  const [flow] = await weir.settled(`~u "pem.${mark.slice(1)}"`);
  expect(flow).toMatchObject({ type: 'http', state: 'complete', request: { host: 'mitm.it', method: 'GET', path: `/cert/pem${mark}` }, response: { status: 200, body: { size: pem.length } } });
  expect(flow!.server).toBeUndefined();
  if (base.startsWith('https')) expect(flow).toMatchObject({ request: { scheme: 'https' }, client: { tls: { sni: 'mitm.it' } } });
});

test('nobody beyond was asked: neither the proxy, nor the server, nor a resolver', () => {
  expect(tiny.log).not.toContain('mitm.it');
  expect(origin.text).toBe('');
  expect(weir.log).not.toContain('server-failed');
});

test('p12 opens with openssl, with an empty password; cer is DER', async () => {
  const [p12, cer] = [world.folder.file('weir.p12'), world.folder.file('weir.cer')];
  for (const [format, file] of [['p12', p12], ['cer', cer]] as const) expect(await curl('-x', weir.proxy(), '-o', file, `http://mitm.it/cert/${format}`)).toMatchObject({ code: 0, status: 200 });
  const opened = await run('openssl', ['pkcs12', '-in', p12, '-nokeys', '-passin', 'pass:']);
  expect(opened.code).toBe(0);
  expect(new X509Certificate(opened.stdout.slice(opened.stdout.indexOf('-----BEGIN'))).fingerprint256).toBe(fingerprint);
  const printed = await run('openssl', ['x509', '-inform', 'der', '-in', cer, '-noout', '-fingerprint', '-sha256']);
  expect(printed.stdout.trim().toLowerCase()).toBe(`sha256 fingerprint=${fingerprint.toLowerCase()}`);
});

test('curl mitm.it is text, with lines to copy that do what they say', async () => {
  const page = await curl('-x', weir.proxy(), 'http://mitm.it/');
  expect(page).toMatchObject({ code: 0, status: 200, body: expect.stringContaining(fingerprint) });
  const fetched = world.folder.file('weir-ca.pem');
  const [, url] = /curl -fo weir-ca\.pem (\S+)/.exec(page.body)!;
  await curl('-x', weir.proxy(), '-fo', fetched, url!);
  expect(await curl('-x', weir.proxy(), '--cacert', fetched, `https://localhost:${world.nginx.tlsPort}/hello.txt`)).toMatchObject({ status: 200, body: 'hello from nginx\n' });
});

test('one connection: HEAD, what there is not, what is not allowed, a pipeline with a server\'s answers between', async () => {
  await using client = await RawClient.open(weir.port(3));
  const get = (path: string, host = 'mitm.it', method = 'GET'): string => `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  client.send(get('/cert/cer', 'mitm.it', 'HEAD') + get('/a', 'a') + get('/nothing') + get('/b', 'a') + get('/', 'mitm.it', 'DELETE') + get('/c', 'a'));
  await client.sees('405 Method Not Allowed');
  client.send('POST / HTTP/1.1\r\nHost: mitm.it\r\nContent-Length: 500000\r\n\r\n').send('x'.repeat(300_000));
  await client.closed();
  expect(client.received.match(/HTTP\/1\.1 \d+|Connection: close/g)).toEqual(['200', '200', '404', '200', '405', '200', '405'].map((status) => `HTTP/1.1 ${status}`).concat('Connection: close'));
  expect(origin.text).toBe(get('/a', '127.0.0.1:0').replace('127.0.0.1:0', `127.0.0.1:${origin.port}`) + ['/b', '/c'].map((path) => get(path, `127.0.0.1:${origin.port}`)).join(''));
});

test('a Weir that is told so answers at another name, or not at all', async () => {
  await using other = await Weir.up(['--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`, '--mode', 'reverse:https://127.0.0.1:1@127.0.0.1:0', '--onboarding-host', 'Trust.Example', '--workers', '2']);
  const at = (host: string, n = 0) => curl('-H', `Host: ${host}`, `http://127.0.0.1:${other.port(n)}/cert/pem`);
  // A server that is down is not missed.
  for (const n of [0, 1]) expect(await at('trust.example', n)).toMatchObject({ status: 200, body: readFileSync(other.authority, 'utf8') });
  expect(await at('mitm.it')).toMatchObject({ status: 200, body: 'ok' });
  await using none = await Weir.up(['--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`, '--no-onboarding']);
  expect(await curl('-H', 'Host: mitm.it', `http://127.0.0.1:${none.port()}/cert/pem`)).toMatchObject({ status: 200, body: 'ok' });
}, 60_000);

describe('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'], proxy: { server: weir.proxy() } });
  }, 60_000);
  afterAll(() => browser?.close());

  test.each(['light', 'dark'] as const)('%s: the page, its fingerprint, what opens, what is fetched; nothing to complain about', async (colorScheme) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const complaints: string[] = [];
    page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
    expect((await page.goto('http://mitm.it/'))!.status()).toBe(200);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Your traffic passes through Weir');
    await page.getByText(fingerprint).waitFor();
    expect(await page.getByText('sudo update-ca-certificates').isVisible()).toBe(false);
    await page.getByText('Debian, Ubuntu').click();
    await page.getByText('sudo update-ca-certificates').waitFor();
    // On a phone nothing sticks out.
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(colorScheme === 'dark' ? 'rgb(16, 22, 26)' : 'rgb(255, 255, 255)');
    const started = page.waitForEvent('download');
    await page.getByRole('link', { name: /^weir-ca\.pem Linux/ }).click();
    const download = await started;
    expect([download.suggestedFilename(), readFileSync(await download.path())]).toEqual(['weir-ca.pem', pem]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
