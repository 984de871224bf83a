import { RawClient, RawOrigin, Weir, temporaryFolder, until } from '../src/index.ts';

test('SIGTERM: the open exchange finishes, its flow is stored, exit 0; the store opens again', async () => {
  using home = temporaryFolder('shutdown');
  let answer: (() => void) | undefined;
  await using origin = await RawOrigin.start((socket) => socket.on('data', () => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst');
    answer = () => socket.write('later');
  }));
  const args = ['--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`];
  const weir = await Weir.up(args, home);
  await using client = await RawClient.open(weir.port());
  client.send('GET /open HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.sees('first');
  await using idle = await RawClient.open(weir.port());

  const stopped = weir.stop();
  await until('the drain', () => (weir.log.includes('"drain"') ? true : undefined));
  await idle.closed();
  await expect(RawClient.open(weir.port())).rejects.toThrow(/ECONNREFUSED/);
  answer!();
  await client.sees('firstlater');
  await client.closed();
  expect(await stopped).toBe(0);

  await using again = await Weir.up(args, home);
  expect(await again.flows('~u open')).toMatchObject([{ state: 'complete', response: { body: { size: 10 } } }]);
  expect(await again.loss()).toMatchObject({ lost: [] });
}, 30_000);

test('SIGTERM while a peer does not move: ended in time, the flow says why', async () => {
  using home = temporaryFolder('shutdown');
  await using origin = await RawOrigin.start((socket) => socket.on('data', () => {}));
  const args = ['--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`];
  const weir = await Weir.up(args, home);
  await using client = await RawClient.open(weir.port());
  client.send('GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n');
  await until('the request at the origin', () => (origin.text.includes('/stuck') ? true : undefined));
  const since = Date.now();
  expect(await weir.stop()).toBe(0);
  expect(Date.now() - since).toBeLessThan(10_000);
  await using again = await Weir.up(args, home);
  expect(await again.flows('~u stuck')).toMatchObject([{ state: 'error', error: { code: 'shutdown' } }]);
}, 40_000);

test('kill -9: what was stored is there, and that there was a crash is known', async () => {
  using home = temporaryFolder('shutdown');
  await using origin = await RawOrigin.answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  const args = ['--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`];
  const weir = await Weir.up(args, home);
  await using client = await RawClient.open(weir.port());
  client.send('GET /kept HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.sees('ok');
  await weir.settled('~u kept');
  weir.process.kill('SIGKILL');
  await until('the end of the process', () => (weir.process.signalCode === null ? undefined : true));

  await using again = await Weir.up(args, home);
  expect(await again.flows('~u kept')).toMatchObject([{ state: 'complete' }]);
  expect(await again.loss()).toMatchObject({ lost: [{ reason: 'crash', count: null }] });
}, 30_000);
