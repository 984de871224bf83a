import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { Weir, World, curl, temporaryFolder, until, type Folder } from '../src/index.ts';
import { answering, tlsOrigin, type TlsOrigin } from './tls-origin.ts';

let world: World;
let home: Folder;
let weir: Weir;
let origin: TlsOrigin;
let browser: Browser;
let page: Page;
let args: string[];
const complaints: string[] = [];

const headers = [['Server', 'by hand'], ['X-Mixed-CASE', 'kept'], ['x-lower', '2'], ['Set-Cookie', 'a=1'], ['X-Mixed-CASE', 'again'], ['Content-Length', '6']];

beforeAll(async () => {
  world = await World.create();
  home = temporaryFolder('page');
  const answer = `HTTP/1.1 200 OK\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\nanswer`;
  origin = await tlsOrigin(await world.authority.issue(['127.0.0.1']), answering(answer));
  args = ['--mode', 'regular@127.0.0.1:0', '--ssl-verify-upstream-trusted-ca', world.authority.certificate];
  weir = await Weir.up(args, home);
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  page.on('pageerror', (error) => { complaints.push(String(error)); });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await weir?.[Symbol.asyncDispose]();
  home[Symbol.dispose]();
  await origin?.[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const row = (text: string): Locator => page.getByRole('row').filter({ hasText: text });
const tab = (name: RegExp): Locator => page.getByRole('tab', { name });
const panel = (): Locator => page.getByRole('tabpanel');
const filterBox = (): Locator => page.getByRole('searchbox', { name: 'Filter' });

/** The pairs of a list of names and values, as they are read. */
async function pairs(list: Locator): Promise<string[][]> {
  await list.waitFor();
  const [names, values] = [await list.locator('dt').allInnerTexts(), await list.locator('dd').allInnerTexts()];
  return names.map((name, n) => [name, values[n]!]);
}

async function facts(title: string): Promise<Record<string, string>> {
  return Object.fromEntries(await pairs(panel().locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) }).locator('dl')));
}

test('without the token there is no page; the printed link lets in and leaves no token in the address', async () => {
  expect((await page.goto(`${weir.api}/`))!.status()).toBe(401);
  complaints.length = 0;
  await page.goto(`${weir.api}/?token=${weir.token}`);
  expect(page.url()).toBe(`${weir.api}/`);
});

test('with no flow yet it says where traffic has to go', async () => {
  await page.getByText('No flow yet.').waitFor();
  expect(await page.locator('.empty').innerText()).toContain(`regular@127.0.0.1:0 on 127.0.0.1, port ${weir.port()} (tcp)`);
});

test('what passes appears by itself: time, method, status, URL, size, duration', async () => {
  await curl('-x', weir.proxy(), `http://127.0.0.1:${world.nginx.port}/hello.txt?plain`);
  await curl('-x', weir.proxy(), '--cacert', weir.authority, '-H', 'X-Mixed-CASE: kept', '-H', 'x-lower: 2', `https://localhost:${world.nginx.tlsPort}/hello.txt?secret`);
  await curl('-x', weir.proxy(), '--cacert', weir.authority, `https://127.0.0.1:${origin.port}/mixed`);
  for (const [url, size] of [[`http://127.0.0.1:${world.nginx.port}/hello.txt?plain`, '17 B'], [`https://localhost:${world.nginx.tlsPort}/hello.txt?secret`, '17 B'], [`https://127.0.0.1:${origin.port}/mixed`, '6 B']]) {
    await row(url!).waitFor();
    const cells = (await row(url!).getByRole('gridcell').allInnerTexts()).filter((text) => text !== '');
    expect(cells).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3}$/), 'GET', '200', url, size, expect.stringMatching(/^\d+(\.\d+)? ms$/)]);
  }
});

test('a row opens its answer: headers in order and case, the body', async () => {
  await row('/mixed').click();
  expect(await pairs(panel().getByLabel('Headers'))).toEqual(headers);
  await panel().getByText('answer', { exact: true }).waitFor();
  expect(await page.getByRole('heading', { level: 2 }).innerText()).toMatch(/^GET\s+200 OK\s+https:\/\/127\.0\.0\.1:\d+\/mixed$/);
});

test('the request and its headers are in a tab of their own', async () => {
  await row('hello.txt?secret').click();
  await panel().getByText('hello from nginx').waitFor();
  expect((await pairs(panel().getByLabel('Headers')))[0]).toEqual(['Server', expect.stringContaining('nginx')]);
  expect(await panel().getByText('X-Mixed-CASE').count()).toBe(0);
  await tab(/^Request$/).click();
  expect(await pairs(panel().getByLabel('Headers'))).toEqual([
    ['Host', `localhost:${world.nginx.tlsPort}`], ['User-Agent', expect.stringContaining('curl/')], ['Accept', '*/*'], ['X-Mixed-CASE', 'kept'], ['x-lower', '2'],
  ]);
});

test('the connection: times, both sides, the certificate of the server', async () => {
  await tab(/^Connection$/).click();
  const instant = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ UTC/);
  expect(await facts('Times')).toEqual({ Started: instant, Ended: instant, Duration: expect.stringMatching(/^\d+(\.\d+)? ms$/) });
  const tls = expect.stringMatching(/^TLSv1\.3, TLS_/);
  expect(await facts('Client')).toEqual({ Address: expect.stringMatching(/^127\.0\.0\.1:\d+$/), TLS: tls, ALPN: 'http/1.1', SNI: 'localhost' });
  expect(await facts('Server')).toEqual({ Address: `localhost:${world.nginx.tlsPort}`, IP: '127.0.0.1', TLS: tls, ALPN: 'http/1.1', SNI: 'localhost' });
  expect(await facts('Certificate of the server')).toEqual({
    Subject: 'CN=localhost, O=Origin Ltd', Issuer: 'CN=Outside CA', 'Valid until': expect.stringMatching(/^\d{4}-\d\d-\d\d .* \(in (47 h|2 days)\)$/), Names: 'localhost, origin.test, 127.0.0.1',
  });
});

test('a flow that failed says why, on its row and open', async () => {
  await curl('-x', weir.proxy(), `https://localhost:${world.nginx.tlsPort}/untrusted`);
  await row('tls-client-rejected').click();
  await page.getByText(/^tls-client-rejected The client rejects the certificate for localhost/).waitFor();
  expect((await facts('Client'))['TLS']).toBe('handshake failed');
});

test('keys alone: along the rows, through the tabs, out, and to the filter', async () => {
  const chosen = async (): Promise<string> => page.locator('[role=row][aria-selected=true]').innerText();
  await page.getByRole('grid').focus();
  await page.keyboard.press('End');
  expect(await chosen()).toContain('hello.txt?plain');
  await page.keyboard.press('ArrowUp');
  expect(await chosen()).toContain('hello.txt?secret');
  await page.keyboard.press('Home');
  expect(await chosen()).toContain('tls-client-rejected');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await chosen()).toContain('hello.txt?secret');
  // Where a tab was chosen before, the next flow opens there.
  await tab(/^Connection$/).and(page.locator('[aria-selected=true]')).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await tab(/^Response$/).getAttribute('aria-selected')).toBe('true');
  await panel().getByText('hello from nginx').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: 'Flow' }).waitFor({ state: 'detached' });
  await until('focus in the table', async () => ((await page.locator(':focus').getAttribute('role')) === 'grid' ? true : undefined));
  await page.keyboard.press('/');
  expect(await page.locator(':focus').getAttribute('id')).toBe('filter');
});

test('the filter narrows the table; a wrong one is said with its place and changes nothing', async () => {
  await filterBox().fill('~u plain');
  await filterBox().press('Enter');
  await row('hello.txt?secret').waitFor({ state: 'detached' });
  expect(await row('hello.txt?plain').count()).toBe(1);
  await filterBox().fill('~u plain & ~nope');
  await filterBox().press('Enter');
  await page.getByText('expected a known operator, not ~nope (at character 12)').waitFor();
  expect(await filterBox().getAttribute('aria-invalid')).toBe('true');
  expect(await row('hello.txt?plain').count()).toBe(1);
  await filterBox().fill('~u nothing-has-this');
  expect(await page.getByRole('alert').filter({ hasText: 'expected' }).count()).toBe(0);
  await filterBox().press('Enter');
  await page.getByText('No flow matches the filter.').waitFor();
  await filterBox().fill('');
  await row('hello.txt?secret').waitFor();
});

test('the browser has nothing to complain about', () => {
  expect(complaints.filter((text) => !/400/.test(text))).toEqual([]);
});

test('while nothing was lost there is no banner; a Weir that was killed is missed, and the next says that flows are missing', async () => {
  expect(await page.locator('.banner').count()).toBe(0);
  weir.process.kill('SIGKILL');
  await page.getByText('Reconnecting').waitFor();
  await page.getByRole('grid').focus();
  await page.keyboard.press('Home');
  await page.getByText('Weir does not answer. Is it still running?').first().waitFor();

  weir = await Weir.up(args, home);
  await page.goto(`${weir.api}/?token=${weir.token}`);
  await page.getByText(/^Not everything is here\..* were lost: an unknown number \(crash\)\.$/).waitFor();
  await row('hello.txt?secret').waitFor();
}, 60_000);
