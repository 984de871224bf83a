import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { World, curl, stop, temporaryFolder, until, weirCommand } from '../src/index.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

test('npm start, curl over both schemes, weir flows: as the README tells it', async () => {
  await using world = await World.create();
  using home = temporaryFolder('first');
  const args = ['--home', home.path, '--mode', 'regular@127.0.0.1:0', '--api', '127.0.0.1:0', '--ssl-verify-upstream-trusted-ca', world.authority.certificate];
  const npm = spawn('npm', ['start', '--silent', '--', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  npm.stdout.on('data', (bytes: Buffer) => { said += bytes.toString(); });
  npm.stderr.resume();
  try {
    await until('the announcement', () => (said.includes('Ctrl-C ends it.') ? true : undefined), 60_000);
    const port = /listens on 127\.0\.0\.1:(\d+)/.exec(said)![1]!;
    const link = /(http:\/\/127\.0\.0\.1:\d+)\/\?token=([\w-]{43})\n/.exec(said)!;
    const flows = /What passes: weir (flows .*) \(in a checkout: npx --no-install weir flows /.exec(said)![1]!.split(' ');
    const authority = / {2}authority +(\S+)\n/.exec(said)![1]!;

    const plain = await curl('-x', `http://127.0.0.1:${port}`, `http://127.0.0.1:${world.nginx.port}/hello.txt`);
    const secure = await curl('-x', `http://127.0.0.1:${port}`, '--cacert', authority, `https://localhost:${world.nginx.tlsPort}/hello.txt`);
    expect([plain.body, secure.body]).toEqual(['hello from nginx\n', 'hello from nginx\n']);

    const lines = await until('both flows', async () => {
      const { stdout } = await weirCommand(flows);
      return stdout.trim().split('\n').length === 2 ? stdout : undefined;
    });
    expect(lines).toContain(`200  GET http://127.0.0.1:${world.nginx.port}/hello.txt`);
    expect(lines).toContain(`200  GET https://localhost:${world.nginx.tlsPort}/hello.txt`);
    const page = await fetch(link[0].trim(), { redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([303, '/']);
  } finally {
    await stop(npm);
  }
  // npm is gone at once; what it started ends in order soon after, and its output with it.
  await until('the end of all that npm start began', () => (npm.stdout.readableEnded ? true : undefined), 12_000);
}, 120_000);
