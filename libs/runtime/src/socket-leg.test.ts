import { CLIENT, SERVER, type Io } from '@weir/core';
import { diaries, relay } from '../test/handlers.ts';
import { closeAll, Ear, pause, rig, serve, until } from '../test/rig.ts';

afterEach(closeAll);

const chunk = Buffer.alloc(64 * 1024, 'x');

test('a client that does not read pauses the server, and memory stays bounded', async () => {
  let sent = 0;
  const total = 48 * 1024 * 1024;
  const server = await serve((socket) => {
    const more = (): void => {
      while (sent < total) {
        sent += chunk.length;
        if (!socket.write(chunk)) return void socket.once('drain', more);
      }
      socket.end();
    };
    more();
  });
  const { make, all } = diaries((io) => ({ ...relay(server.port)(io), onData: undefined as never }));
  let relayed = 0;
  const { dial } = await rig((io, connection) => {
    const diary = make(io, connection);
    diary.onData = (_side, bytes) => {
      relayed += bytes.length;
      io.send(CLIENT, bytes);
    };
    return diary;
  });
  const client = await dial();
  client.pause();
  let before = -1;
  await until(() => {
    const still = relayed === before && relayed > 0;
    before = relayed;
    return still;
  });
  await pause(50);
  expect(relayed).toBe(before);
  // What the kernel's buffers take, and the mark.
  expect(relayed).toBeLessThan(total / 2);
  let received = 0;
  client.on('data', (bytes) => (received += bytes.length)).resume();
  await until(() => received === total, 'the rest');
  await until(() => all[0]?.calls.at(-1) === 'server ends');
  client.end();
  await until(() => all[0]?.calls.at(-1) === 'close ok');
});

test('a server that does not read pauses the client', async () => {
  const sockets: Ear[] = [];
  const server = await serve((socket) => {
    socket.pause();
    setTimeout(() => {
      sockets.push(new Ear(socket));
      socket.resume();
    }, 150);
  });
  let relayed = 0;
  const { dial } = await rig((io) => ({ ...(relay(server.port)(io) as ReturnType<ReturnType<typeof relay>>), onEnd: () => io.end(SERVER), onData: (_side, bytes) => {
    relayed += bytes.length;
    io.send(SERVER, bytes);
  } }));
  const client = await dial();
  const total = 32 * 1024 * 1024;
  for (let i = 0; i < total; i += chunk.length) client.write(chunk);
  client.end();
  await pause(120);
  expect(relayed).toBeLessThan(total);
  await until(() => sockets[0]?.ended === true && sockets[0].size === total, 'all of it');
});

test('answers to a side\'s own input pause that side where nobody reads them', async () => {
  let received = 0;
  const { dial } = await rig((io: Io) => ({ onEnd: () => io.end(CLIENT), onData: (_side, bytes) => {
    received += bytes.length;
    io.send(CLIENT, bytes);
  } }));
  const client = await dial();
  client.pause();
  const total = 48 * 1024 * 1024;
  for (let i = 0; i < total; i += chunk.length) client.write(chunk);
  client.end();
  await pause(100);
  expect(received).toBeLessThan(total / 2);
  const ear = new Ear(client);
  client.resume();
  await until(() => ear.ended && ear.size === total);
});

test('a server opened while the client is full is not read before it has drained', async () => {
  const server = await serve((socket) => void socket.write('hello'));
  const { make, all } = diaries((io) => ({ onStart: () => {
    io.send(CLIENT, Buffer.alloc(16 * 1024 * 1024));
    io.open({ host: '127.0.0.1', port: server.port });
  } }));
  const { dial } = await rig(make);
  const client = await dial();
  await until(() => all[0]?.calls.at(-1) === 'open ok');
  await pause(20);
  expect(all[0]?.calls).toEqual(['start', 'open ok']);
  client.resume();
  await until(() => all[0]?.calls.at(-1) === 'server hello');
});

test.each([['small', 3], ['beyond what waits for the end of a turn', 20_000]])('what is sent in one turn keeps its order, before an end and before its leg is left for another: %s', async (_size, times) => {
  const text = (letters: string): string => [...letters].map((letter) => letter.repeat(times)).join('');
  const heard: Ear[] = [];
  const first = await serve((socket) => heard.push(new Ear(socket)));
  const second = await serve((socket) => socket.resume());
  let opened = 0;
  const { dial } = await rig((io) => ({
    onStart: () => io.open({ host: '127.0.0.1', port: first.port }),
    onOpen: () => {
      if (opened++ > 0) return;
      for (const letter of 'abc') io.send(SERVER, Buffer.from(text(letter)));
      io.open({ host: '127.0.0.1', port: second.port });
      for (const letter of 'de') io.send(CLIENT, Buffer.from(text(letter)));
      io.end(CLIENT);
    },
    onData: () => undefined,
    onEnd: () => io.close(),
  }));
  const socket = await dial();
  const client = new Ear(socket);
  await until(() => client.ended);
  expect(client.text).toBe(text('de'));
  await until(() => heard[0]?.ended === true);
  expect(heard[0]!.text).toBe(text('abc'));
  socket.end();
});

test('bytes to a side that is not there are dropped', async () => {
  const { make, all } = diaries((io) => ({ onStart: () => {
    io.send(SERVER, Buffer.from('nobody'));
    io.end(SERVER);
    io.reset(SERVER);
    io.release(SERVER);
    io.send(CLIENT, Buffer.alloc(0));
    io.send(CLIENT, Buffer.from('somebody'));
    io.end(CLIENT);
    io.send(CLIENT, Buffer.from('after the end'));
  } }));
  const { dial } = await rig(make);
  const ear = new Ear(await dial());
  await until(() => ear.ended);
  expect(ear.text).toBe('somebody');
  expect(all[0]?.calls).toEqual(['start']);
});

test('reset is a reset for the peer, and no event of that side follows', async () => {
  const { make, all } = diaries((io) => ({ onData: () => {
    io.send(CLIENT, Buffer.from('never mind'));
    io.reset(CLIENT);
  } }));
  const { dial, proxy } = await rig(make);
  const client = await dial();
  const ear = new Ear(client);
  client.write('x');
  await until(() => ear.closed);
  expect(ear.error?.code).toBe('ECONNRESET');
  await until(() => proxy.connections === 0);
  expect(all[0]?.calls).toEqual(['start', 'client x', 'close ok']);
});

test('half-closed by the server first: the client can still send', async () => {
  const ears: Ear[] = [];
  const server = await serve((socket) => {
    ears.push(new Ear(socket));
    socket.end('bye');
  });
  const { make } = diaries(relay(server.port));
  const { dial, proxy } = await rig(make);
  const client = await dial();
  const ear = new Ear(client);
  await until(() => ear.ended);
  client.end('late words');
  await until(() => ears[0]?.ended === true);
  expect(ears[0]?.text).toBe('late words');
  await until(() => proxy.connections === 0);
});
