import { writeFileSync } from 'node:fs';
import type { FlowJson } from '@weir/flow';
import { Chasquid, NetcatBridge, Tinyproxy, Weir, World, run, until, type Finished } from '../src/index.ts';

/** A real mail server with STARTTLS, which takes mail inside TLS alone, and real clients of it. */
let world: World;
let chasquid: Chasquid;
let tiny: Tinyproxy;
let weir: Weir;
const bridges: NetcatBridge[] = [];
const REGULAR = 0, UPSTREAM = 1, SOCKS5 = 2, REVERSE = 3;

beforeAll(async () => {
  world = await World.create();
  chasquid = await Chasquid.start(world.folder, await world.authority.issue(['localhost'], 'Mail Ltd'));
  tiny = await Tinyproxy.start(world.folder, 'tiny');
  const modes = ['regular', `upstream:${tiny.url}`, 'socks5', `reverse:tcp://localhost:${chasquid.port}`];
  weir = await Weir.up([...modes.flatMap((mode) => ['--mode', `${mode}@127.0.0.1:0`]), '--ssl-verify-upstream-trusted-ca', world.authority.certificate]);
  const to = { host: 'localhost', port: chasquid.port };
  for (const [by, mode] of [['connect', REGULAR], ['connect', UPSTREAM], ['socks5', SOCKS5]] as const) bridges.push(await NetcatBridge.start(by, weir.port(mode), to));
}, 60_000);

afterAll(async () => {
  for (const each of [...bridges, weir, tiny, chasquid, world]) await each[Symbol.asyncDispose]();
});

const ways: Readonly<Record<string, number>> = { 'regular, by CONNECT': REGULAR, 'upstream, by CONNECT': UPSTREAM, 'socks5': SOCKS5, 'reverse:tcp': REVERSE };
/** Where a client connects that knows no proxy. */
const straight = (mode: number): number => (mode === REVERSE ? weir.port(REVERSE) : bridges[mode]!.port);

/** The one flow of a test, with both sides' TLS, and what its sides said. */
async function intercepted(mode: number, since: Date): Promise<{ readonly flow: FlowJson; readonly client: string; readonly server: string }> {
  const [flow, ...others] = await weir.settled(`~tcp & ~since "${since.toISOString()}"`);
  expect(others).toEqual([]);
  expect(flow).toMatchObject({
    type: 'tcp', state: 'complete', mode: weir.listening[mode]!.mode, client: { tls: { version: 'TLSv1.3', sni: 'localhost' } },
    server: { address: 'localhost', port: chasquid.port, tls: { version: 'TLSv1.3', certificate: { names: ['localhost'] } }, ...(mode === UPSTREAM && { via: tiny.url }) },
  });
  const messages = await weir.messages(flow!);
  const said = (side: string): string => messages.filter(({ from }) => from === side).map(({ data }) => Buffer.from(data, 'base64').toString('latin1')).join('');
  return { flow: flow!, client: said('client'), server: said('server') };
}

describe('curl, with --ssl-reqd', () => {
  test.each(Object.entries(ways))('%s: a mail is delivered', async (_name, mode) => {
    const since = new Date();
    const word = `mail-${mode}`;
    const mail = world.folder.file(word);
    writeFileSync(mail, `From: <${Chasquid.user}>\r\nSubject: ${word}\r\n\r\n${'a line of it\r\n'.repeat(1000)}`);
    const proxies = [['-p', '-x', weir.proxy(REGULAR)], ['-p', '-x', weir.proxy(UPSTREAM)], ['--socks5-hostname', `127.0.0.1:${weir.port(SOCKS5)}`], []];
    const sent = await run('curl', [
      '-q', '-sS', '--max-time', '15', '--noproxy', '', ...proxies[mode]!, '--ssl-reqd', '--cacert', weir.authority, '--user', `${Chasquid.user}:${Chasquid.password}`,
      '--mail-from', Chasquid.user, '--mail-rcpt', Chasquid.user, '-T', mail, `smtp://localhost:${mode === REVERSE ? weir.port(REVERSE) : chasquid.port}/me`,
    ]);
    expect(sent).toMatchObject({ code: 0, stderr: '' });
    // The server writes into the mail how it came.
    const inbox = await until('the mail', () => (chasquid.inbox.includes(`Subject: ${word}\n`) ? chasquid.inbox : undefined));
    expect(inbox.split('Received: ').find((each) => each.includes(`Subject: ${word}\n`))).toContain('with ESMTPSA');

    const { client, server } = await intercepted(mode, since);
    expect(client).toMatch(/^EHLO me\r\nSTARTTLS\r\nEHLO me\r\n/);
    expect(client).toContain(`Subject: ${word}\r\n\r\n${'a line of it\r\n'.repeat(1000)}.\r\n`);
    expect(server).toContain('250-STARTTLS\r\n');
    expect(server).toContain('235 2.7.0 Authentication successful\r\n');
  });
});

describe('openssl s_client -starttls smtp', () => {
  const sClient = (mode: number, trusted: string): Promise<Finished> => run('openssl', [
    's_client', '-starttls', 'smtp', '-connect', `127.0.0.1:${straight(mode)}`, '-servername', 'localhost', '-CAfile', trusted, '-verify_return_error', '-verify_hostname', 'localhost',
    '-quiet', '-ign_eof',
  ], { input: 'NOOP\r\nQUIT\r\n' });

  test.each(Object.entries(ways))('%s: the upgrade is noticed and intercepted', async (_name, mode) => {
    const since = new Date();
    expect(await sClient(mode, weir.authority)).toMatchObject({ code: 0, stdout: expect.stringMatching(/250 2\.0\.0 .*\r\n221 2\.0\.0 .*\r\n$/) });
    const { client, server } = await intercepted(mode, since);
    expect(client).toMatch(/STARTTLS\r\nNOOP\r\nQUIT\r\n$/);
    expect(server).toMatch(/^220 localhost .*\r\n/);
  });

  test('trusts the server\'s own certificate in vain: it is not shown', async () => {
    const since = new Date();
    expect(await sClient(REVERSE, world.authority.certificate)).toMatchObject({ code: 1 });
    expect(await weir.settled(`~tcp & ~since "${since.toISOString()}"`)).toMatchObject([{ state: 'error', error: { code: 'tls-client-rejected' } }]);
  });
});

test('nothing was lost', async () => {
  const { captured, stored, lost } = await weir.loss();
  expect({ captured, lost }).toEqual({ captured: stored, lost: [] });
});
