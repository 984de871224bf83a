import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, resolveOptions, RuntimeFailure, logOptions } from '@weir/service';
import { openAccess, tellUnasked } from './access.ts';
import { planeOptions, type PlaneValues } from './options.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-access-'));
afterAll(() => rmSync(folder, { recursive: true }));

const values = (given: Readonly<Record<string, readonly string[]>> = {}): PlaneValues => resolveOptions({ ...planeOptions, ...logOptions }, { given: new Map(Object.entries(given)), environment: {} });

function logged(): { readonly lines: string[]; readonly event: (level: string, name: string, fields: object, message: string) => void } {
  const lines: string[] = [];
  return { lines, event: (level, name, _fields, message) => void lines.push(`${level} ${name}: ${message}`) };
}

const open = (given?: Readonly<Record<string, readonly string[]>>) => openAccess(values(given), logged());

test('as it comes: nobody is asked, public clients are refused, and others do not reach what is local', () => {
  const { options, authenticate } = open();
  expect(authenticate).toBe(false);
  expect(options.answerers).toBeUndefined();
  expect(['127.0.0.1', '10.0.0.7', '8.8.8.8'].map((ip) => options.admit!(ip)?.code)).toEqual([undefined, undefined, 'destination-blocked']);
  const [guard] = options.guards!;
  expect([guard!('127.0.0.1', 80, '10.0.0.7')?.code, guard!('127.0.0.1', 80, '127.0.0.1'), guard!('10.0.0.9', 80, '10.0.0.7')]).toEqual(['destination-blocked', undefined, undefined]);
});

test('each can be turned', () => {
  const { options } = open({ block_global: ['false'], block_private: ['true'], block_local_destinations: ['false'] });
  expect(['10.0.0.7', '8.8.8.8'].map((ip) => options.admit!(ip)?.code)).toEqual(['destination-blocked', undefined]);
  expect(options.guards).toBeUndefined();
  expect(open({ allow_clients: ['8.8.8.8', '9.9.9.0/24'] }).options.admit!('9.9.9.9')).toBeUndefined();
});

test('our other ports are no destination for clients from elsewhere, at any address of ours', () => {
  const access = open();
  const [guard] = access.options.guards!;
  const own = Object.values(networkInterfaces()).flat().find((each) => each?.internal === false && each.family === 'IPv4')?.address ?? '127.0.0.1';
  expect(guard!(own, 8081, '203.0.113.1')?.code).toBe(own === '127.0.0.1' ? 'destination-blocked' : undefined);
  access.serves(8081);
  expect(guard!(own, 8081, '203.0.113.1')?.code).toBe('destination-blocked');
  expect(guard!('203.0.113.2', 8081, '203.0.113.1')).toBeUndefined();
});

test.each([
  [{ proxyauth: ['secret'] }, ConfigError, '--proxyauth: expected any, user:password or @FILE'],
  [{ proxyauth: [`@${folder}/absent`] }, RuntimeFailure, `--proxyauth: ${folder}/absent: there is no such file`],
  [{ allow_clients: ['everybody'] }, ConfigError, '--allow-clients: everybody is no address'],
] as const)('%j is refused', (given, kind, message) => {
  expect(() => open(given)).toThrow(kind);
  expect(() => open(given)).toThrow(message);
});

test('an htpasswd file that is wrong is told with its line, not what it holds', () => {
  writeFileSync(join(folder, 'users'), 'ann:in-the-clear\n');
  expect(() => open({ proxyauth: [`@${folder}/users`] })).toThrow(/users: line 1: this is no hash(?!.*in-the-clear)/);
});

test('a user and a password, as the runtime asks', async () => {
  const log = logged();
  const { options, authenticate, close } = openAccess(values({ proxyauth: ['ann:secret'] }), log);
  expect(authenticate).toBe(true);
  const connection = { id: '1', mode: 'regular', transport: 'tcp', local: { host: '', port: 1 }, client: { address: { host: '10.0.0.7', port: 1 }, state: 'open' } } as const;
  const ask = (password: string): unknown => options.answerers!.authenticate!({ kind: 'authenticate', user: 'ann', password }, connection);
  expect([await ask('secret'), await ask('other')]).toEqual([{ kind: 'authenticate', ok: true }, { kind: 'authenticate', ok: false }]);
  expect(log.lines).toEqual(['info credentials-refused: 10.0.0.7 says a user name or a password that is wrong']);
  await close();
});

test('modes that have no words to ask are told of', () => {
  const log = logged();
  const mode = ['regular', 'reverse:http://a', 'reverse:tcp://a:1', 'reverse:tls://a:2', 'socks5'];
  tellUnasked(values({ mode, proxyauth: ['any'] }), log);
  tellUnasked(values({ mode }), log);
  expect(log.lines).toEqual([
    'warn proxyauth-not-asked: reverse:tcp://a:1 serves whoever connects: raw TCP has no words for --proxyauth; limit it with --allow-clients or its own address',
    'warn proxyauth-not-asked: reverse:tls://a:2 serves whoever connects: raw TCP has no words for --proxyauth; limit it with --allow-clients or its own address',
  ]);
});
