import { X509Certificate } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import { RawOrigin, Weir, World, curl, temporaryFolder, type Folder } from '../src/index.ts';
import { tlsClient } from './tls-client.ts';
import { answering, tlsOrigin, type TlsOrigin } from './tls-origin.ts';

/** What TLS servers were offered and asked for, one entry a handshake. */
const handshakes: { servername: string; protocols: string[] }[] = [];

let world: World;
let home: Folder;
let other: TlsOrigin;
let echo: RawOrigin;
let weir: Weir;
let args: string[];
const REGULAR = 0, TCP = 1, HTTP = 2;

beforeAll(async () => {
  world = await World.create();
  home = temporaryFolder('certificates');
  other = await tlsOrigin(await world.authority.issue(['127.0.0.1', '*.wild.test', 'other.test'], 'Other Ltd'), answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'), {
    ALPNCallback: ({ servername, protocols }) => {
      handshakes.push({ servername, protocols });
      return protocols.includes('h2') ? 'h2' : 'http/1.1';
    },
  });
  echo = await RawOrigin.start((socket) => socket.on('data', (bytes) => socket.write(`echo ${bytes.toString()}`)).on('end', () => socket.end()));
  args = ['regular@127.0.0.1:0', `reverse:tcp://127.0.0.1:${echo.port}@127.0.0.1:0`, `reverse:http://127.0.0.1:${world.nginx.port}@127.0.0.1:0`]
    .flatMap((mode) => ['--mode', mode]).concat('--ssl-verify-upstream-trusted-ca', world.authority.certificate);
  weir = await Weir.up(args, home);
}, 30_000);

afterAll(async () => {
  await weir?.[Symbol.asyncDispose]();
  home[Symbol.dispose]();
  await echo?.[Symbol.asyncDispose]();
  await other?.[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const through = (name: string, port: number, alpn?: readonly string[]) =>
  tlsClient(weir.port(REGULAR), { authority: weir.authority, through: `127.0.0.1:${port}`, name, ...(alpn === undefined ? {} : { alpn }) });
const leaf = (socket: TLSSocket): X509Certificate => socket.getPeerX509Certificate()!;
const names = (certificate: X509Certificate): string[] => certificate.subjectAltName!.split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''));

test('a certificate is made on the fly: CN, organisation and names of the upstream one, signed by the authority in --home', async () => {
  await using client = await through('origin.test', world.nginx.tlsPort);
  const certificate = leaf(client.socket);
  expect(certificate.subject.split('\n').sort()).toEqual(['CN=localhost', 'O=Origin Ltd']);
  expect(names(certificate)).toEqual(['localhost', 'origin.test', '127.0.0.1']);
  const authority = new X509Certificate(readFileSync(weir.authority));
  expect(certificate.checkIssued(authority) && certificate.verify(authority.publicKey)).toBe(true);
  expect(certificate.ca).toBe(false);
});

test('the name that the client asks for is in it, whatever the server has; wildcards are copied', async () => {
  await using client = await through('a.wild.test', other.port);
  expect(names(leaf(client.socket))).toEqual(['127.0.0.1', '*.wild.test', 'other.test', 'a.wild.test']);
  await using byAddress = await through('127.0.0.1', other.port);
  expect(names(leaf(byAddress.socket))).toEqual(['127.0.0.1', '*.wild.test', 'other.test']);
});

test('ALPN: http/1.1 is offered to a server and chosen for a client that speak HTTP/2 too; nothing where the client has none', async () => {
  handshakes.length = 0;
  await using both = await through('other.test', other.port, ['h2', 'http/1.1']);
  expect(both.socket.alpnProtocol).toBe('http/1.1');
  both.socket.write('GET /alpn HTTP/1.1\r\nHost: other.test\r\n\r\n');
  await both.sees('\r\n\r\nok');
  await using none = await through('other.test', other.port);
  expect(none.socket.alpnProtocol).toBe(false);
  none.socket.write('GET /no-alpn HTTP/1.1\r\nHost: other.test\r\n\r\n');
  await none.sees('\r\n\r\nok');
  // A server is only asked where something is offered.
  expect(handshakes).toEqual([{ servername: 'other.test', protocols: ['http/1.1'] }]);
  const tls = { version: 'TLSv1.3', sni: 'other.test', alpn: 'http/1.1' };
  expect((await weir.settled('~u /alpn'))[0]).toMatchObject({ client: { tls }, server: { tls: { ...tls, certificate: { subject: 'CN=127.0.0.1, O=Other Ltd', issuer: 'CN=Outside CA' } } } });
  const [without] = await weir.settled('~u /no-alpn');
  expect([without!.client.tls!.alpn, without!.server!.tls!.alpn]).toEqual([undefined, undefined]);
});

test('reverse:tcp finds out by itself that a client speaks TLS, and passes on what is inside', async () => {
  await using client = await tlsClient(weir.port(TCP), { authority: weir.authority, name: 'anything.test', alpn: ['custom/1'] });
  expect(client.socket.alpnProtocol).toBe('custom/1');
  client.socket.write('in the clear');
  await client.sees('echo in the clear');
  client.socket.end();
  const [flow] = await weir.settled('~tcp & ~mode reverse:tcp');
  expect(flow).toMatchObject({ state: 'complete', client: { tls: { sni: 'anything.test', alpn: 'custom/1' } }, messages: { count: 2 } });
  expect(flow!.server!.tls).toBeUndefined();
  expect((await weir.messages(flow!)).map(({ data }) => Buffer.from(data, 'base64').toString())).toEqual(['in the clear', 'echo in the clear']);
});

test('reverse:http finds it out too, beside plain clients on the same port', async () => {
  const secure = await curl('--cacert', weir.authority, '--connect-to', `front.test:443:127.0.0.1:${weir.port(HTTP)}`, 'https://front.test/hello.txt?tls-in');
  const plain = await curl(`http://127.0.0.1:${weir.port(HTTP)}/hello.txt?plain-in`);
  expect([secure.body, plain.body]).toEqual(['hello from nginx\n', 'hello from nginx\n']);
  expect((await weir.settled('~u tls-in'))[0]!.client.tls).toMatchObject({ version: 'TLSv1.3', sni: 'front.test', alpn: 'http/1.1' });
  expect((await weir.settled('~u plain-in'))[0]!.client.tls).toBeUndefined();
});

test('an explicit proxy is spoken to over TLS as well', async () => {
  const url = `http://127.0.0.1:${world.nginx.port}/hello.txt?proxy-over-tls`;
  expect((await curl('-x', `https://localhost:${weir.port(REGULAR)}`, '--proxy-cacert', weir.authority, url)).body).toBe('hello from nginx\n');
  const [flow] = await weir.settled('~u proxy-over-tls');
  expect(flow).toMatchObject({ client: { tls: { version: 'TLSv1.3', sni: 'localhost' } }, request: { scheme: 'http', url } });
  expect(flow!.server!.tls).toBeUndefined();
});

test('TLS to the proxy says nothing about what a tunnel inside it carries: plain HTTP, TLS', async () => {
  const proxy = ['-x', `https://localhost:${weir.port(REGULAR)}`, '--proxy-cacert', weir.authority];
  const plain = await curl(...proxy, '--proxytunnel', `http://127.0.0.1:${world.nginx.port}/hello.txt?tunnel-over-tls`);
  const secure = await curl(...proxy, '--cacert', weir.authority, `https://localhost:${world.nginx.tlsPort}/hello.txt?tls-in-tls`);
  expect([plain.body, secure.body]).toEqual(['hello from nginx\n', 'hello from nginx\n']);
  expect((await weir.settled('~u tunnel-over-tls'))[0]).toMatchObject({ request: { scheme: 'http', url: `http://127.0.0.1:${world.nginx.port}/hello.txt?tunnel-over-tls` } });
  expect((await weir.settled('~u tls-in-tls'))[0]).toMatchObject({ request: { scheme: 'https' }, server: { tls: { version: 'TLSv1.3' } } });
});

test('the key of leaves is EC P-256, one for all of a process, not the authority\'s, on no disk, and new after a restart', async () => {
  const keyOf = async (name: string, port: number): Promise<string> => {
    await using client = await through(name, port);
    const { publicKey } = leaf(client.socket);
    expect([publicKey.asymmetricKeyType, publicKey.asymmetricKeyDetails]).toEqual(['ec', { namedCurve: 'prime256v1' }]);
    return publicKey.export({ type: 'spki', format: 'pem' }) as string;
  };
  const key = await keyOf('localhost', world.nginx.tlsPort);
  expect(await keyOf('other.test', other.port)).toBe(key);
  expect(key).not.toBe(new X509Certificate(readFileSync(weir.authority)).publicKey.export({ type: 'spki', format: 'pem' }));
  expect(readdirSync(home.file('ca')).sort()).toEqual(['ca-key.pem', 'ca.pem']);
  expect(await weir.stop()).toBe(0);
  const authority = readFileSync(weir.authority, 'utf8');
  weir = await Weir.up(args, home);
  expect(readFileSync(weir.authority, 'utf8')).toBe(authority);
  expect(await keyOf('localhost', world.nginx.tlsPort)).not.toBe(key);
}, 60_000);
