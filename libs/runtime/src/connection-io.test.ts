import { CLIENT, ProxyError, SERVER, type Handler, type Io } from '@weir/core';
import { Diary, diaries, relay } from '../test/handlers.ts';
import { closeAll, Ear, pause, rig, serve, until } from '../test/rig.ts';

afterEach(closeAll);

function echo(): ReturnType<typeof serve> {
  return serve((socket) => socket.on('data', (bytes) => socket.write(bytes)).on('end', () => socket.end()));
}

test('relays, passes half-closes on, and ends with one onClose', async () => {
  let from: number | undefined;
  const server = await serve((socket) => {
    let text = '';
    from = socket.remotePort;
    socket.on('data', (bytes) => (text += String(bytes))).on('end', () => socket.end(`got ${text}`));
  });
  const { make, all } = diaries(relay(server.port));
  const { dial, proxy } = await rig(make);
  const client = await dial();
  const ear = new Ear(client);
  client.end('hello');
  await until(() => ear.ended);
  await until(() => proxy.connections === 0);
  expect(ear.text).toBe('got hello');
  expect(all[0]?.calls).toEqual(['start', 'open ok', 'client hello', 'client ends', 'server got hello', 'server ends', 'close ok']);
  expect(all[0]?.connection.server).toMatchObject({ state: 'ended', ip: '127.0.0.1', bound: { host: '127.0.0.1', port: from } });
});

test('a reset of the client is seen as one, and the server sees a reset', async () => {
  const ears: Ear[] = [];
  const server = await serve((socket) => ears.push(new Ear(socket)));
  const { make, all } = diaries(relay(server.port));
  const { dial } = await rig(make);
  const client = await dial();
  client.write('x');
  await until(() => ears[0]?.text === 'x');
  client.resetAndDestroy();
  await until(() => ears[0]?.closed === true);
  expect(ears[0]?.error?.code).toBe('ECONNRESET');
  expect(all[0]?.calls.slice(-2)).toEqual(['client resets reset', 'close reset']);
});

test('without onReset the connection is closed', async () => {
  const closed: unknown[] = [];
  const { dial, proxy } = await rig(() => ({ onData: () => undefined, onEnd: () => undefined, onClose: (error) => void closed.push(error?.code) }));
  (await dial()).resetAndDestroy();
  await until(() => proxy.connections === 0 && closed.length > 0);
  expect(closed).toEqual(['reset']);
});

test('hold keeps bytes and the end back until release', async () => {
  const { make, all } = diaries((io) => ({ onStart: () => io.hold(CLIENT) }));
  const { dial } = await rig(make);
  const client = await dial();
  client.end('bytes');
  await pause(30);
  expect(all[0]?.calls).toEqual(['start']);
  all[0]?.io.release(CLIENT);
  expect(all[0]?.calls).toEqual(['start']);
  await until(() => all[0]?.calls.length === 3);
  expect(all[0]?.calls).toEqual(['start', 'client bytes', 'client ends']);
});

test('a hold of the server between open and its answer counts for the leg', async () => {
  const server = await serve((socket) => socket.write('greeting'));
  const { make, all } = diaries((io) => ({ onStart: () => {
    io.open({ host: '127.0.0.1', port: server.port });
    io.hold(SERVER);
  } }));
  const { dial } = await rig(make);
  await dial();
  await pause(30);
  expect(all[0]?.calls).toEqual(['start', 'open ok']);
  all[0]?.io.release(SERVER);
  await until(() => all[0]?.calls.at(-1) === 'server greeting');
});

test('a hold of the server before its leg was there goes with the handler that asked for it', async () => {
  const server = await serve((socket) => socket.write('greeting'));
  let next: Diary | undefined;
  const { make } = diaries((io, connection) => ({
    onStart: () => {
      io.open({ host: '127.0.0.1', port: server.port });
      io.hold(SERVER);
    },
    onData: () => io.become((next = new Diary(io, connection))),
  }));
  const { dial } = await rig(make);
  (await dial()).write('go on');
  await until(() => next?.calls.at(-1) === 'server greeting');
});

test('become hands over heads first, then ends seen before, and drops the old holds and timers', async () => {
  let next: Diary | undefined;
  const { make, all } = diaries((io, connection) => ({
    onStart: () => {
      io.hold(CLIENT);
      io.timer(1, 20);
    },
    onTimer: () => io.release(CLIENT),
    onEnd: () => {
      io.timer(2, 1);
      next = new Diary(io, connection, { onData: (side, bytes) => io.send(side, bytes) });
      io.become(next, { client: Buffer.from('head') });
      io.send(CLIENT, Buffer.from('not sent'));
      io.close();
    },
  }));
  const { dial } = await rig(make);
  const client = await dial();
  const ear = new Ear(client);
  client.end('read');
  await until(() => next?.calls.length === 3);
  expect(all[0]?.calls).toEqual(['start', 'timer 1', 'client read', 'client ends', 'close ok']);
  expect(next?.calls).toEqual(['start', 'client head', 'client ends']);
  await pause(20);
  expect(next?.calls).toHaveLength(3);
  expect(ear.text).toBe('head');
});

test('heads wait where the next handler holds the side', async () => {
  let next: Diary | undefined;
  const { make } = diaries((io, connection) => ({ onData: (_side, bytes) => {
    next = new Diary(io, connection, { onStart: () => io.hold(CLIENT) });
    io.become(next, { client: bytes });
  } }));
  const { dial } = await rig(make);
  (await dial()).write('first');
  await until(() => next !== undefined);
  await pause(10);
  expect(next?.calls).toEqual(['start']);
  next?.io.release(CLIENT);
  await until(() => next?.calls.at(-1) === 'client first');
});

test('become repeats a reset, after the bytes before it', async () => {
  let next: Diary | undefined;
  const server = await serve((socket) => void setTimeout(() => socket.resetAndDestroy(), 5));
  const { make } = diaries((io, connection) => ({
    onStart: () => io.open({ host: '127.0.0.1', port: server.port }),
    onReset: () => {
      next = new Diary(io, connection);
      io.become(next, { server: Buffer.from('late') });
    },
  }));
  const { dial } = await rig(make);
  await dial();
  await until(() => next?.calls.length === 3);
  expect(next?.calls).toEqual(['start', 'server late', 'server resets reset']);
  expect(next?.connection.server?.state).toBe('failed');
});

test('an open under way is answered to the next handler', async () => {
  const server = await echo();
  let next: Diary | undefined;
  const { make, all } = diaries((io, connection) => ({ onStart: () => {
    io.open({ host: '127.0.0.1', port: server.port });
    next = new Diary(io, connection);
    io.become(next);
  } }));
  const { dial } = await rig(make);
  await dial();
  await until(() => next?.calls.length === 2);
  expect(next?.calls).toEqual(['start', 'open ok']);
  expect(all[0]?.calls).toEqual(['start', 'close ok']);
});

test('a second open abandons the first server: no event of it follows', async () => {
  const ears: Ear[] = [];
  const first = await serve((socket) => {
    ears.push(new Ear(socket));
    socket.write('one');
  });
  const second = await serve((socket) => socket.write('two'));
  const { make, all } = diaries((io) => ({
    onStart: () => io.open({ host: '127.0.0.1', port: first.port }),
    onData: (_side, bytes) => {
      if (String(bytes) === 'one') io.open({ host: '127.0.0.1', port: second.port });
    },
  }));
  const { dial } = await rig(make);
  await dial();
  await until(() => all[0]?.calls.at(-1) === 'server two');
  await until(() => ears[0]?.ended === true);
  expect(all[0]?.calls).toEqual(['start', 'open ok', 'server one', 'open ok', 'server two']);
});

test('answers are never given within the call', async () => {
  const order: string[] = [];
  const server = await echo();
  const handler = (io: Io): Handler => ({
    onStart: () => {
      io.open({ host: '127.0.0.1', port: server.port }, { scheme: 'http', address: { host: 'proxy', port: 1 } });
      order.push('opened');
      io.ask({ kind: 'authenticate', user: 'a', password: 'b' });
      order.push('asked');
      io.secure(SERVER, { protocol: 'tls' });
      order.push('secured');
    },
    onData: () => undefined,
    onEnd: () => undefined,
    onOpen: (error) => void order.push(`open ${error?.code}`),
    onSecure: (_side, error) => void order.push(`secure ${error?.code}`),
    onAnswer: (id, answer) => void order.push(`answer ${id} ${answer instanceof ProxyError ? answer.code : answer.kind}`),
  });
  const { dial } = await rig(handler);
  await dial();
  await until(() => order.length === 6);
  expect(order.slice(0, 3)).toEqual(['opened', 'asked', 'secured']);
  expect(order.slice(3).sort()).toEqual(['answer 1 internal', 'open internal', 'secure internal']);
});

test('what a provider answers comes back with the id', async () => {
  const { make, all } = diaries((io) => ({ onStart: () => {
    io.ask({ kind: 'authenticate', user: 'u', password: 'p' });
    io.ask({ kind: 'resolve', host: '127.0.0.1' });
  } }));
  const { dial } = await rig(make, { answerers: { authenticate: (question) => ({ kind: 'authenticate', ok: question.user === 'u' }) } });
  await dial();
  await until(() => all[0]?.calls.length === 3);
  expect([...(all[0]?.calls ?? [])].sort()).toEqual(['answer 1 authenticate', 'answer 2 resolve', 'start']);
});

test('a handler that throws ends its own connection alone, and is logged with its stack', async () => {
  const { make, all } = diaries(() => ({ onData: () => {
    throw new Error('bug');
  } }));
  const { dial, log, proxy } = await rig(make);
  const other = await dial();
  const client = await dial();
  const ear = new Ear(client);
  client.end('x');
  await until(() => ear.ended);
  expect(all[1]?.calls).toEqual(['start', 'client x', 'close internal']);
  expect(log.find((line) => line.name === 'internal')?.fields.stack).toContain('connection-io.test');
  expect(other.destroyed).toBe(false);
  expect(proxy.connections).toBe(1);
});

test('a handler that throws in every call is still closed once', async () => {
  let closes = 0;
  const fail = (): never => {
    throw new Error('bug');
  };
  const { dial, proxy } = await rig(() => ({ onStart: fail, onData: fail, onEnd: fail, onClose: () => {
    closes++;
    fail();
  } }));
  const client = await dial();
  client.on('error', () => undefined).end('x');
  await until(() => closes === 1 && proxy.connections === 0);
});
