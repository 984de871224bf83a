import { jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '@weir/service';
import { changeLines, runRedact } from './run-redact.ts';

const values = { redact_headers: ['cookie'], redact_query: [], redact_json: ['$.pin'], since: undefined, until: undefined, count: 3, api_token: 't', home: '/nonexistent' };
let server: Server;
let api: string;
let asked: string[];
let printed: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://a');
    asked.push(request.url!);
    if (url.pathname.endsWith('/body')) return void response.end('{"pin":1}');
    if (url.pathname.endsWith('/messages')) return void response.end(JSON.stringify(url.searchParams.has('cursor') ? { messages: [] } : { messages: [{ from: 'client', kind: 'text', size: 1, data: 'ew==' }], next: 'm' }));
    const flow = (id: string, cookie: string) => ({
      id, type: 'http', messages: id === '2' ? { count: 1, bytes: 1 } : undefined,
      request: { path: '/', headers: [['Cookie', cookie]], trailers: [], body: { size: 9, captured: id === '1' ? 9 : 0, truncated: false } },
    });
    const last = url.searchParams.has('cursor');
    response.end(JSON.stringify({ flows: last ? [flow('3', '')] : [flow('1', 's3cret=s3cret'), flow('2', 'a=s3cret; b=s3cret')], ...(last ? {} : { next: 'c' }) }));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

test('a line for each rule and place, then the sum; never a value', async () => {
  expect(await runRedact({ ...values, api }, ['~m POST'])).toBe(0);
  expect(printed.replace(/ {2,}/g, '  ').split('\n')).toEqual([
    '1  request header cookie  redact_headers cookie', '1  request body  redact_json $.pin', '2  request header cookie  redact_headers cookie  2 values', '2  client message  cannot be read: dropped (1 bytes)',
    '2 of 3 flows would change: 4 values replaced, 1 bodies or messages dropped', '',
  ]);
  expect(printed).not.toContain('s3cret');
  expect(asked).toContain('/api/v1/flows/1/request/body');
  expect(asked[0]).toBe('/api/v1/flows?filter=%7Em+POST&limit=3');
});

test('without a rule, with a wrong one, with two filters: refused', async () => {
  await expect(runRedact({ ...values, api, redact_headers: [], redact_json: [] }, [])).rejects.toThrow(/no rule to try/);
  await expect(runRedact({ ...values, api, redact_json: ['pin'] }, [])).rejects.toThrow(ConfigError);
  await expect(runRedact({ ...values, api }, ['a', 'b'])).rejects.toThrow(/one argument/);
  expect(asked).toEqual([]);
});

test('a terminal does not obey what a peer calls a field', () => {
  expect(changeLines('1', { values: [{ where: 'request header \u001b[2J', rule: 'redact_query a', count: 1 }], dropped: [] })[0]).not.toContain('\u001b');
});
