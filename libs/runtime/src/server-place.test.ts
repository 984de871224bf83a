import { SERVER } from '@weir/core';
import { diaries } from '../test/handlers.ts';
import { closeAll, Ear, pause, rig, serve, until } from '../test/rig.ts';

afterEach(closeAll);

test('a hold between open and its answer is the new leg\'s; a release takes it back', async () => {
  const { port } = await serve((socket) => void socket.write('greeting'));
  const { make, all } = diaries((io, _connection, index) => ({
    onStart: () => {
      io.open({ host: '127.0.0.1', port });
      io.hold(SERVER);
      if (index === 1) io.release(SERVER);
    },
  }));
  const { dial } = await rig(make);
  await dial();
  await dial();
  await until(() => all[1]?.calls.includes('server greeting') === true);
  await pause(20);
  expect(all[0]?.calls).toEqual(['start', 'open ok']);
  all[0]?.io.release(SERVER);
  await until(() => all[0]?.calls.includes('server greeting') === true);
});

test('a dial that is given up is answered to nobody', async () => {
  const ears: Ear[] = [];
  const { port } = await serve((socket) => void ears.push(new Ear(socket)));
  const { make, all } = diaries((io) => ({ onStart: () => {
    io.open({ host: '127.0.0.1', port: 1 });
    io.open({ host: '127.0.0.1', port });
  } }));
  const { dial } = await rig(make);
  await dial();
  await until(() => all[0]?.calls.includes('open ok') === true && ears.length === 1);
  expect(all[0]?.calls).toEqual(['start', 'open ok']);
});
