import type { Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { CLIENT, type Handler, type Io } from '@weir/core';
import { diaries } from '../test/handlers.ts';
import { certificate, closeAll, contextOf, dial as dialPort, Ear, rig, until, type Rig } from '../test/rig.ts';

// A secure web proxy: the client speaks TLS with it, asks for a tunnel, and speaks TLS with who is at its end.

const outer = certificate('proxy.example');
const inner = certificate('origin.example');
const contexts = { 'proxy.example': contextOf(outer), 'origin.example': contextOf(inner) };
const certs = { context: ({ names }: { readonly names: readonly string[] }) => contexts[names[0] as keyof typeof contexts] };

afterEach(closeAll);

const isHello = (bytes: Uint8Array): boolean => bytes[0] === 0x16;

/** Ends TLS with the proxy, answers one line, ends TLS again, then echoes. */
function proxy(does: (io: Io) => Partial<Handler> = () => ({})) {
  return diaries((io) => {
    const names = ['proxy.example', 'origin.example'];
    return {
      onData: (side, bytes) => {
        const name = names[0];
        if (name !== undefined && isHello(bytes)) {
          names.shift();
          io.secure(CLIENT, { protocol: 'tls', head: bytes, leaf: { names: [name] } });
        } else io.send(side, name === undefined ? bytes : Buffer.from('200\n'));
      },
      onEnd: () => io.close(),
      onReset: () => io.close(),
      ...does(io),
    };
  });
}

/** A client that has its tunnel. */
async function tunnel({ port }: Rig): Promise<TLSSocket> {
  const secured = connectTls({ socket: await dialPort(port), servername: 'proxy.example', ca: outer.cert });
  const ear = new Ear(secured);
  secured.write('CONNECT\n');
  await until(() => ear.text === '200\n');
  secured.removeAllListeners('data').pause();
  return secured;
}

function within(socket: TLSSocket, ca = inner.cert): { readonly ear: Ear; readonly secured: TLSSocket } {
  const secured = connectTls({ socket, servername: 'origin.example', ca });
  return { secured, ear: new Ear(secured) };
}

/** The TCP socket under a client's. */
function under(socket: TLSSocket): Socket {
  return (socket as unknown as { readonly _parent: Socket })._parent;
}

test('TLS inside TLS: each with its own name, and the facts are the inner one\'s', async () => {
  const { make, all } = proxy();
  const { ear, secured } = within(await tunnel(await rig(make, { certs })));
  secured.write('hello');
  await until(() => ear.text === 'hello');
  expect(all[0]?.connection.client.tls?.sni).toBe('origin.example');
  secured.end();
  await until(() => ear.ended && all[0]?.calls.at(-1) === 'close ok');
});

test('much of it, both ways', async () => {
  const { make } = proxy();
  const { ear, secured } = within(await tunnel(await rig(make, { certs })));
  const size = 3_000_000;
  secured.write(Buffer.alloc(size, 'x'));
  await until(() => ear.size === size);
});

test('a client that does not trust the inner certificate', async () => {
  const { make, all } = proxy();
  const { proxy: running, ...rest } = await rig(make, { certs });
  within(await tunnel({ proxy: running, ...rest }), outer.cert);
  await until(() => all[0]?.calls.some((call) => call.startsWith('secure client tls-client')) === true && running.connections === 0);
});

test.each<[string, (io: Io) => Partial<Handler>]>([
  ['in the middle of its handshake', (io) => ({ onSecure: () => undefined, onTimer: () => io.reset(CLIENT) })],
  ['once it is secure', (io) => ({ onSecure: (side) => void (++secures.count === 2 && io.reset(side)) })],
])('a reset %s', async (_when, does) => {
  secures.count = 0;
  const { make, all } = proxy((io) => does(io));
  const running = await rig(make, { certs });
  const client = await tunnel(running);
  const { ear } = within(client);
  all[0]!.io.timer(1, 1);
  await until(() => running.proxy.connections === 0, 'the end here');
  // Node's own client takes the RST under two layers for an end.
  await until(() => ear.ended || ear.closed, 'the end there');
});
const secures = { count: 0 };

test('a client that resets, ends, or goes in whatever layer', async () => {
  for (const go of [
    (_secured: TLSSocket, tcp: TLSSocket) => void under(tcp).resetAndDestroy(),
    (_secured: TLSSocket, tcp: TLSSocket) => void tcp.end(), (secured: TLSSocket) => void secured.end(), (secured: TLSSocket) => void secured.destroy(),
  ]) {
    const { make } = proxy();
    const running = await rig(make, { certs });
    const client = await tunnel(running);
    const { ear, secured } = within(client);
    secured.write('x');
    await until(() => ear.text === 'x');
    go(secured, client);
    await until(() => running.proxy.connections === 0);
    expect(running.log.filter(({ name }) => name === 'internal')).toEqual([]);
  }
});
