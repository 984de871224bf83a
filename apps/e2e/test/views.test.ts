import type { FlowJson } from '@weir/flow';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { RawClient, RawOrigin, Weir, World, curl, weirCommand } from '../src/index.ts';
import { answering, tlsOrigin, type TlsOrigin } from './tls-origin.ts';

/** The same flow is asked for in three ways: the query API, the command line, the page. */
interface Case {
  readonly name: string;
  /** Finds its flow. */
  readonly filter: string;
  readonly kind: 'http' | 'tcp';
  readonly clientTls: boolean;
  readonly serverTls: boolean;
}

const cases: readonly Case[] = [
  { name: 'regular, http', filter: '~u /regular-http', kind: 'http', clientTls: false, serverTls: false },
  { name: 'regular, https', filter: '~u /regular-https', kind: 'http', clientTls: true, serverTls: true },
  { name: 'reverse:http', filter: '~u /reverse-http$', kind: 'http', clientTls: false, serverTls: false },
  { name: 'reverse:https', filter: '~u /reverse-https$', kind: 'http', clientTls: false, serverTls: true },
  { name: 'reverse:tcp', filter: '~mode reverse:tcp', kind: 'tcp', clientTls: false, serverTls: false },
  { name: 'reverse:tls', filter: '~mode reverse:tls', kind: 'tcp', clientTls: false, serverTls: true },
];

const sent = [['X-Mixed-CASE', 'asked'], ['x-lower', '2'], ['X-Mixed-CASE', 'again']];
const answered = [['Server', 'by hand'], ['X-Mixed-CASE', 'answered'], ['x-lower', '3'], ['Content-Type', 'text/plain'], ['Content-Length', '15']];
const http = `HTTP/1.1 200 All right\r\n${answered.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\nthe answer body`;

let world: World;
let origins: { http: RawOrigin; https: TlsOrigin; tcp: RawOrigin; tls: TlsOrigin };
let weir: Weir;
let browser: Browser;
let page: Page;
const flows = new Map<string, FlowJson>();

beforeAll(async () => {
  world = await World.create();
  const certificate = await world.authority.issue(['127.0.0.1']);
  const [answer, echo] = [answering(http, 'the question'), answering('echo the question', 'the question')];
  origins = { http: await RawOrigin.start(answer), https: await tlsOrigin(certificate, answer), tcp: await RawOrigin.start(echo), tls: await tlsOrigin(certificate, echo) };
  const reverse = (Object.keys(origins) as (keyof typeof origins)[]).map((scheme) => `reverse:${scheme}://127.0.0.1:${origins[scheme].port}@127.0.0.1:0`);
  weir = await Weir.up(['regular@127.0.0.1:0', ...reverse].flatMap((mode) => ['--mode', mode]).concat('--ssl-verify-upstream-trusted-ca', world.authority.certificate));

  const given = ['-H', 'User-Agent:', '-H', 'Accept:', '-H', 'Content-Type:', ...sent.flatMap(([name, value]) => ['-H', `${name}: ${value}`]), '--data-binary', 'the question'];
  await curl('-x', weir.proxy(0), ...given, `http://127.0.0.1:${origins.http.port}/regular-http`);
  await curl('-x', weir.proxy(0), '--cacert', weir.authority, ...given, `https://127.0.0.1:${origins.https.port}/regular-https`);
  await curl(...given, `${weir.proxy(1)}/reverse-http`);
  await curl(...given, `${weir.proxy(2)}/reverse-https`);
  for (const mode of [3, 4]) {
    await using client = await RawClient.open(weir.port(mode));
    client.send('the question');
    await client.sees('echo the question');
    client.socket.end();
    await client.closed();
  }
  for (const { name, filter } of cases) flows.set(name, (await weir.settled(filter))[0]!);
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  page = await browser.newPage({ viewport: { width: 1900, height: 900 } });
  page.setDefaultTimeout(10_000);
  await page.goto(`${weir.api}/?token=${weir.token}`);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await weir?.[Symbol.asyncDispose]();
  for (const origin of Object.values(origins ?? {})) await origin[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** Host and length are curl's own, first and last. */
function requestHeaders(flow: FlowJson): string[][] {
  return [['Host', `127.0.0.1:${flow.server!.port}`], ...sent, ['Content-Length', '12']];
}

const httpCases = cases.filter(({ kind }) => kind === 'http');
const tcpCases = cases.filter(({ kind }) => kind === 'tcp');

describe('query API', () => {
  test.each(cases)('$name: addresses, TLS and times', ({ name, kind, clientTls, serverTls }) => {
    const flow = flows.get(name)!;
    expect(flow).toMatchObject({ type: kind, state: 'complete', mode: expect.stringMatching(new RegExp(`^${name.split(',')[0]!}`)), client: { address: '127.0.0.1' }, server: { address: '127.0.0.1', ip: '127.0.0.1' } });
    expect([flow.client.tls?.version, flow.server!.tls?.version]).toEqual([clientTls ? 'TLSv1.3' : undefined, serverTls ? 'TLSv1.3' : undefined]);
    if (serverTls) expect(flow.server!.tls!.certificate).toMatchObject({ subject: 'CN=127.0.0.1, O=Origin Ltd', issuer: 'CN=Outside CA', names: ['127.0.0.1'] });
    expect(flow.startedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(flow.durationMs! - (Date.parse(flow.endedAt!) - Date.parse(flow.startedAt))).toBeCloseTo(0, -1);
  });

  test.each(httpCases)('$name: headers in order and case, bodies', async ({ name, serverTls }) => {
    const flow = flows.get(name)!;
    const scheme = serverTls ? 'https' : 'http';
    expect(flow.request).toMatchObject({ method: 'POST', scheme, url: `${scheme}://127.0.0.1:${flow.server!.port}/${name.replace(/, |:/, '-')}`, headers: requestHeaders(flow) });
    expect(flow.response).toMatchObject({ status: 200, reason: 'All right', headers: answered });
    expect([await weir.body(flow, 'request'), await weir.body(flow, 'response')].map(String)).toEqual(['the question', 'the answer body']);
  });

  test.each(tcpCases)('$name: messages', async ({ name }) => {
    const flow = flows.get(name)!;
    expect([flow.request, flow.response, flow.messages]).toEqual([undefined, undefined, { count: 2, bytes: 29 }]);
    const messages = await weir.messages(flow);
    expect(messages.map(({ seq, from, kind, size, data }) => [seq, from, kind, size, Buffer.from(data, 'base64').toString()]))
      .toEqual([[0, 'client', 'data', 12, 'the question'], [1, 'server', 'data', 17, 'echo the question']]);
    const times = [flow.startedAt, ...messages.map(({ at }) => at), flow.endedAt!];
    expect([...times].sort()).toEqual(times);
  });
});

describe('command line', () => {
  const api = (): string[] => ['--api', weir.api, '--api-token', weir.token];

  test('weir flows: each with its time, status, address, size and duration', async () => {
    const { stdout } = await weirCommand(['flows', ...api()]);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(cases.length);
    for (const { name, kind } of cases) {
      const { id, startedAt, durationMs, client, server, request } = flows.get(name)!;
      const what = kind === 'http' ? `200  POST ${request!.url}  15B` : `tcp  tcp 127.0.0.1:${client.port} -> 127.0.0.1:${server!.port}  29B`;
      expect(lines).toContain(`${id}  ${startedAt.slice(11, 23)}  ${what} ${durationMs!.toFixed(1)}ms`);
    }
  });

  test('weir flows --format json: what the API has', async () => {
    const { stdout } = await weirCommand(['flows', '--format', 'json', ...api()]);
    const listed = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as FlowJson);
    expect(listed.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([...flows.values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
  });

  test.each(httpCases)('weir show, $name: both heads in order and case, TLS, times', async ({ name, clientTls, serverTls }) => {
    const flow = flows.get(name)!;
    const shown = await weirCommand(['show', flow.id, ...api()]);
    const head = (headers: readonly (readonly string[])[]): string => headers.map(([field, value]) => `  ${field}: ${value}\n`).join('');
    expect(shown.stdout).toContain(`POST ${flow.request!.url} HTTP/1.1\n${head(requestHeaders(flow))}`);
    expect(shown.stdout).toContain(`HTTP/1.1 200 All right\n${head(answered)}`);
    expect([/client .*TLSv1\.3/.test(shown.stdout), /server .*TLSv1\.3/.test(shown.stdout)]).toEqual([clientTls, serverTls]);
    expect(shown.stdout).toContain(`started ${flow.startedAt}, took ${flow.durationMs} ms`);
  });

  test('weir show --body', async () => {
    const { stdout } = await weirCommand(['show', flows.get('reverse:https')!.id, '--body', 'request', ...api()]);
    expect(stdout).toBe('the question');
  });
});

describe('page', () => {
  const panel = (): Locator => page.getByRole('tabpanel');
  const rowOf = ({ id }: FlowJson): Locator => page.locator(`#row-${id}`);
  const cells = (flow: FlowJson): Promise<string[]> => rowOf(flow).getByRole('gridcell').allInnerTexts();

  async function headers(): Promise<string[][]> {
    const list = panel().getByLabel('Headers');
    await list.waitFor();
    const [names, values] = [await list.locator('dt').allInnerTexts(), await list.locator('dd').allInnerTexts()];
    return names.map((name, n) => [name, values[n]!]);
  }

  test.each(httpCases)('$name: the row, both parts', async ({ name }) => {
    const flow = flows.get(name)!;
    await rowOf(flow).click();
    expect(await cells(flow)).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3}$/), 'POST', '200', flow.request!.url, 'plain', '15 B', expect.stringMatching(/^\d+(\.\d+)? ms$/)]);
    await page.getByRole('tab', { name: 'Response' }).click();
    await panel().getByText('HTTP/1.1 200 All right').waitFor();
    expect(await headers()).toEqual(answered);
    await panel().getByText('the answer body', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Request' }).click();
    await panel().getByText(`POST ${flow.request!.url} HTTP/1.1`).waitFor();
    expect(await headers()).toEqual(requestHeaders(flow));
    await panel().getByText('the question', { exact: true }).waitFor();
  });

  test.each(tcpCases)('$name: the row, its messages', async ({ name }) => {
    const flow = flows.get(name)!;
    await rowOf(flow).click();
    expect(await cells(flow)).toEqual([expect.stringMatching(/^\d\d:/), 'TCP', 'ended', `127.0.0.1:${flow.server!.port}`, '', '29 B', expect.stringMatching(/^\d+(\.\d+)? ms$/)]);
    await page.getByRole('tab', { name: 'Messages 2' }).click();
    await panel().getByText('echo the question').waitFor();
    const texts = (await panel().getByRole('listitem').allInnerTexts()).map((text) => text.split('\n').filter((line) => line !== ''));
    expect(texts).toEqual([
      [expect.stringMatching(/^Client → server, 12 B, \d\d:\d\d:\d\d\.\d{3} \(\+\d+(\.\d+)? ms\)$/), 'the question'],
      [expect.stringMatching(/^Server → client, 17 B, \d\d:\d\d:\d\d\.\d{3} \(\+\d+(\.\d+)? ms\)$/), 'echo the question'],
    ]);
  });

  test.each(cases)('$name: the connection', async ({ name, clientTls, serverTls }) => {
    const flow = flows.get(name)!;
    await rowOf(flow).click();
    await page.getByRole('tab', { name: 'Connection' }).click();
    await panel().getByText(flow.id).waitFor();
    const text = await panel().innerText();
    expect(text.match(/TLSv1\.3, TLS_/g)?.length ?? 0).toBe(Number(clientTls) + Number(serverTls));
    expect(text.includes('CN=127.0.0.1, O=Origin Ltd')).toBe(serverTls);
    expect(text).toContain(`127.0.0.1:${flow.client.port}`);
    expect(text).toContain(`127.0.0.1:${flow.server!.port}`);
  });
});
