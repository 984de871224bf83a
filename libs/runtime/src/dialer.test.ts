import type { LookupFunction } from 'node:net';
import { defaultLimits, ProxyError, type Address, type Limits } from '@weir/core';
import { closeAll, pause, serve } from '../test/rig.ts';
import { Dialer, type DialGuard } from './dialer.ts';
import { TlsClient } from './tls-client.ts';

afterEach(closeAll);

const tls = new TlsClient();

interface Case {
  readonly limits?: Partial<Limits>;
  readonly guards?: readonly DialGuard[];
  readonly own?: DialGuard;
  readonly lookup?: LookupFunction;
  readonly configured?: Address;
}

function dial(to: Address, { limits, configured, ...rest }: Case = {}): Promise<string> {
  return new Promise((resolve) => {
    let within = true;
    new Dialer({ limits: { ...defaultLimits, ...limits }, tls, ...rest }).dial(to, undefined, { ip: '10.0.0.7', configured }, (error, wire) => {
      const answer = error?.code ?? `open ${wire?.tcp.remoteAddress}`;
      wire?.socket.destroy();
      resolve(within ? 'within the call' : answer);
    });
    within = false;
  });
}

const names = (...addresses: string[]): LookupFunction => (_host, options, callback) => {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  if (options.all === true) callback(null, found);
  else callback(null, addresses[0] ?? '', 4);
};

const never: LookupFunction = () => undefined;

test('reaches a name by any of its addresses', async () => {
  const { port } = await serve((socket) => socket.end());
  expect(await dial({ host: 'some.example', port }, { lookup: names('::1', '127.0.0.1') })).toBe('open 127.0.0.1');
});

test('a closed port, an unknown name, no answer', async () => {
  const { port, server } = await serve(() => undefined);
  await new Promise((resolve) => server.close(resolve));
  expect(await dial({ host: '127.0.0.1', port })).toBe('connect-refused');
  const unknown: LookupFunction = (_host, _options, callback) => callback(Object.assign(new Error('x'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), '');
  expect(await dial({ host: 'nowhere.example', port }, { lookup: unknown })).toBe('dns-failure');
  expect(await dial({ host: 'empty.example', port }, { lookup: names() })).toBe('dns-failure');
  expect(await dial({ host: 'slow.example', port }, { lookup: never, limits: { connectMs: 20 } })).toBe('connect-timeout');
});

test.each([['', 80], ['127.0.0.1', 0], ['127.0.0.1', 65_536], ['127.0.0.1', Number.NaN]])('%p port %p is no destination', async (host, port) => {
  expect(await dial({ host, port })).toBe('destination-unknown');
});

test('guards judge what is dialled, not what it is called', async () => {
  const { port } = await serve((socket) => socket.end());
  const asked: string[] = [];
  const guard: DialGuard = (ip, at, client) => {
    asked.push(`${client} ${ip}`);
    return ip === '127.0.0.1' && at === port ? new ProxyError('destination-blocked', 'local') : undefined;
  };
  expect(await dial({ host: '127.0.0.1', port }, { guards: [guard] })).toBe('destination-blocked');
  expect(await dial({ host: 'rebound.example', port }, { guards: [guard], lookup: names('127.0.0.1') })).toBe('destination-blocked');
  expect(await dial({ host: 'mixed.example', port }, { guards: [guard], lookup: names('127.0.0.1', '127.0.0.2') })).toMatch(/^(open|connect-refused)/);
  expect(asked).toContain('10.0.0.7 127.0.0.2');
});

test('where the configuration sends a client, only our own listeners are refused', async () => {
  const { port } = await serve((socket) => socket.end());
  const blocked: DialGuard = () => new ProxyError('destination-blocked', 'no');
  const to = { host: 'localhost', port };
  const lookup = names('127.0.0.1');
  expect(await dial(to, { guards: [blocked], lookup, configured: { host: 'localhost', port } })).toBe('open 127.0.0.1');
  expect(await dial(to, { guards: [blocked], lookup, configured: { host: '127.0.0.1', port } })).toBe('destination-blocked');
  expect(await dial(to, { own: blocked, lookup, configured: to })).toBe('destination-blocked');
});

test('cancelled, it says nothing', async () => {
  const { port } = await serve((socket) => socket.end());
  let answers = 0;
  const dialer = new Dialer({ limits: defaultLimits, tls });
  for (const host of ['127.0.0.1', '']) dialer.dial({ host, port }, undefined, { ip: '' }, () => answers++)();
  await pause(20);
  expect(answers).toBe(0);
});
