import { chromium, type Browser, type Page } from 'playwright-core';
import { Weir, World, curl } from '../src/index.ts';

let world: World;
let weir: Weir;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  world = await World.create();
  weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--ssl-verify-upstream-trusted-ca', world.authority.certificate]);
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  page = await browser.newPage();
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  page.on('pageerror', (error) => { complaints.push(String(error)); });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await weir[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

test('without the token there is no page; the printed link lets in and leaves no token in the address', async () => {
  expect((await page.goto(`${weir.api}/`))!.status()).toBe(401);
  complaints.length = 0;
  await page.goto(`${weir.api}/?token=${weir.token}`);
  expect(page.url()).toBe(`${weir.api}/`);
});

test('what passes appears by itself: method, URL, status', async () => {
  await curl('-x', weir.proxy(), `http://127.0.0.1:${world.nginx.port}/hello.txt?plain`);
  await curl('-x', weir.proxy(), '--cacert', weir.authority, '-H', 'X-Mixed-CASE: kept', `https://localhost:${world.nginx.tlsPort}/hello.txt?secret`);
  for (const [path, scheme] of [['plain', 'http'], ['secret', 'https']]) {
    const row = page.getByRole('row').filter({ hasText: `hello.txt?${path}` });
    await row.waitFor({ timeout: 5_000 });
    const text = await row.innerText();
    expect(text).toContain('GET');
    expect(text).toContain('200');
    expect(text).toContain(`${scheme}://`);
  }
});

test('the filter narrows the table and says what is wrong with it', async () => {
  const box = page.getByRole('searchbox').or(page.getByRole('textbox')).first();
  await box.fill('~u plain');
  await box.press('Enter');
  await page.getByRole('row').filter({ hasText: 'hello.txt?secret' }).waitFor({ state: 'detached', timeout: 5_000 });
  expect(await page.getByRole('row').filter({ hasText: 'hello.txt?plain' }).count()).toBe(1);
  await box.fill('~u');
  await box.press('Enter');
  await page.getByText(/expected/i).first().waitFor({ timeout: 5_000 });
});

test('the browser has nothing to complain about', () => {
  expect(complaints.filter((text) => !/400/.test(text))).toEqual([]);
});
