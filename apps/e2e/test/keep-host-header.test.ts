import { Weir, World, curl } from '../src/index.ts';
import { tlsClient } from './tls-client.ts';
import { answering, tlsOrigin, type TlsOrigin } from './tls-origin.ts';

let world: World;
let origin: TlsOrigin;
let weir: Weir;
const asked: unknown[] = [];
const HTTP = 0, HTTPS = 1;

beforeAll(async () => {
  world = await World.create();
  const answer = answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  origin = await tlsOrigin(await world.authority.issue(['front.test', '127.0.0.1']), (socket) => {
    asked.push(socket.servername);
    answer(socket);
  });
  weir = await Weir.up(['--mode', `reverse:http://localhost:${world.nginx.port}@127.0.0.1:0`, '--mode', `reverse:https://127.0.0.1:${origin.port}@127.0.0.1:0`,
    '--keep-host-header', '--ssl-verify-upstream-trusted-ca', world.authority.certificate]);
}, 30_000);

afterAll(async () => {
  await weir?.[Symbol.asyncDispose]();
  await origin?.[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

test('Host goes on as the client sent it; the flow names the target, and Host in its headers', async () => {
  expect((await curl('-H', 'Host: front.test:8080', `${weir.proxy(HTTP)}/host`)).body).toBe('front.test:8080\n');
  const [flow] = await weir.settled('~u /host$');
  expect(flow).toMatchObject({ state: 'complete', request: { authority: 'front.test:8080', host: 'localhost', port: world.nginx.port, url: `http://localhost:${world.nginx.port}/host` }, server: { address: 'localhost' } });
  expect(flow!.request!.headers[0]).toEqual(['Host', 'front.test:8080']);
});

test('the server\'s TLS is asked for the name that the client asked for, and verified against it', async () => {
  await using client = await tlsClient(weir.port(HTTPS), { authority: weir.authority, name: 'front.test' });
  client.socket.write('GET /named HTTP/1.1\r\nHost: front.test\r\n\r\n');
  await client.sees('ok');
  expect(asked).toEqual(['front.test']);
  expect((await weir.settled('~u /named'))[0]).toMatchObject({ client: { tls: { sni: 'front.test' } }, server: { tls: { sni: 'front.test' } } });
});
