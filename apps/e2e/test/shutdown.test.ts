import { RawClient, RawOrigin, Weir, weirCommand, weirProgram, temporaryFolder, until } from '../src/index.ts';

/** With something in it that would keep the process for good. */
const leaves = { command: weirProgram.toSpliced(-1, 0, '--import', new URL('left-running.ts', import.meta.url).href), env: process.env };

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
  // By itself, since nothing was left.
  expect(weir.log).not.toContain('left-running');

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

test('SIGTERM while something is left that would keep the process: it is named, and left', async () => {
  using home = temporaryFolder('shutdown');
  const weir = await Weir.up(['--mode', 'regular@127.0.0.1:0'], home, leaves);
  // Not by SIGKILL, which stop() would come to.
  expect([await weir.stop(), weir.process.signalCode]).toEqual([0, null]);
  expect(weir.log).toMatch(/"event":"left-running","left":"[\w ,]*Timeout/);
}, 30_000);

test('so does a start that fails', async () => {
  using home = temporaryFolder('shutdown');
  await using origin = await RawOrigin.start(() => {});
  const { code, stderr } = await weirCommand(['up', '--home', home.path, '--api', '127.0.0.1:0', '--mode', `regular@127.0.0.1:${origin.port}`], {}, leaves);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/the address is in use\.\n.*something still runs after the end \([\w ,]*Timeout/)]);
}, 30_000);

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
