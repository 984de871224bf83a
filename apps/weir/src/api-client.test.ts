import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, RuntimeFailure } from '@weir/service';
import { ApiClient } from './api-client.ts';

let answer: (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let api: string;
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'weir-client-'));
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  rmSync(home, { recursive: true });
  server.closeAllConnections();
  server.close();
});

function client(token: string | undefined = 'tok'): ApiClient {
  return new ApiClient({ api, api_token: token, home });
}

test('asks with the token; only what is given is in the query', async () => {
  const seen: (string | undefined)[] = [];
  answer = (request, response) => {
    seen.push(request.url, request.headers.authorization);
    response.end('{"flows":[{"id":"1"}],"next":"c"}');
  };
  expect(await client().flows({ filter: '~u a&b', since: undefined, limit: '3' })).toEqual({ flows: [{ id: '1' }], next: 'c' });
  expect(seen).toEqual(['/api/v1/flows?filter=%7Eu+a%26b&limit=3', 'Bearer tok']);
});

test('a download comes in pieces that are whole characters', async () => {
  let seen: string | undefined;
  answer = (request, response) => {
    seen = request.url;
    response.write(Buffer.from([0xc3]));
    setTimeout(() => response.end(Buffer.from([0xa9, 0x21])), 5);
  };
  let text = '';
  for await (const piece of client().export({ format: 'har', limit: '5', filter: undefined })) text += piece;
  expect([seen, text]).toEqual(['/api/v1/export?format=har&limit=5', '\u00e9!']);
});

test('without a token: the one of the home, or a failure that says where it was looked for', async () => {
  expect(() => new ApiClient({ api, api_token: undefined, home })).toThrow(/no token: .*api-token does not exist/);
  writeFileSync(join(home, 'api-token'), 'from-home\n');
  let seen: string | undefined;
  answer = (request, response) => {
    seen = request.headers.authorization;
    response.end('{}');
  };
  await new ApiClient({ api: api.slice('http://'.length), api_token: undefined, home }).flow('x');
  expect(seen).toBe('Bearer from-home');
});

test('an id is one segment of the path, whatever it holds', async () => {
  let seen: string | undefined;
  answer = (request, response) => {
    seen = request.url;
    response.end('body');
  };
  expect(Buffer.from(await client().body('../a?b', 'request')).toString()).toBe('body');
  expect(seen).toBe('/api/v1/flows/..%2Fa%3Fb/request/body?decoded=true');
});

test('the tail yields each flow, however it is cut, and no comments', async () => {
  const events = ': hello\n\nevent: flow\ndata: {"id":"1","a":"\u00e4"}\n\nevent: lost\ndata: {"count":1}\n\ndata: {"id":"2"}\n\n';
  answer = async (_request, response) => {
    for (const octet of Buffer.from(events)) {
      response.write(Buffer.from([octet]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  };
  const seen = [];
  for await (const flow of client().tail(undefined)) seen.push(flow);
  expect(seen).toEqual([{ id: '1', a: '\u00e4' }, { id: '2' }]);
});

test.each([
  [400, '{"title":"Bad filter","detail":"at 3: expected a value"}', ConfigError, '400 Bad filter: at 3: expected a value'],
  [401, '{"title":"Unauthorized"}', RuntimeFailure, '401 Unauthorized'],
  [502, '<html>', RuntimeFailure, '502 <html>'],
])('%s %s', async (status, body, type, message) => {
  answer = (_request, response) => { response.writeHead(status).end(body); };
  const failure = await client().flow('x').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(type);
  expect((failure as Error).message).toBe(message);
});

test('nobody there, and an address that is none', async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => { gone.listen(0, '127.0.0.1', resolve); });
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => { gone.close(resolve); });
  await expect(new ApiClient({ api: `127.0.0.1:${port}`, api_token: 't', home }).flow('x')).rejects.toThrow(/^no answer from http:.*ECONNREFUSED.* \(is `weir up` running\?\)$/);
  expect(() => new ApiClient({ api: 'http://[', api_token: 't', home })).toThrow(ConfigError);
});
