import { parseLoadCommand } from './command.ts';

const at = { host: '127.0.0.1', port: 9000 };

test('defaults', () => {
  expect(parseLoadCommand(['--url', 'http://localhost/a?b'])).toEqual({
    way: { kind: 'direct', endpoint: { host: 'localhost', port: 80 } }, tls: false, authority: 'localhost:80', method: 'GET', path: '/a?b', sends: 0,
    expects: { status: 200, bytes: 1024 }, connections: 64, connectEach: false, seconds: 10,
  });
});

test.each([
  [['--url', 'http://o:1/', '--at', '127.0.0.1:9000'], { kind: 'direct', endpoint: at }, false],
  [['--url', 'https://o:1/', '--at', '127.0.0.1:9000'], { kind: 'direct', endpoint: at }, true],
  [['--url', 'http://o:1/', '--proxy', '127.0.0.1:9000'], { kind: 'proxy', endpoint: at }, false],
  [['--url', 'http://o:1/', '--proxy', '127.0.0.1:9000', '--tunnel'], { kind: 'connect', endpoint: at }, false],
  [['--url', 'https://o:1/', '--proxy', '127.0.0.1:9000'], { kind: 'connect', endpoint: at }, true],
  [['--url', 'http://[::1]:1/'], { kind: 'direct', endpoint: { host: '::1', port: 1 } }, false],
])('%j', (argv, way, tls) => {
  expect(parseLoadCommand(argv)).toMatchObject({ way, tls });
});

test('everything else', () => {
  const argv = ['--url', 'https://localhost:1/', '--expect', '201:0', '--post', '10', '--connections', '2', '--each', '--seconds', '0.5', '--requests', '7', '--rate', '100'];
  expect(parseLoadCommand(argv)).toMatchObject({
    method: 'POST', sends: 10, expects: { status: 201, bytes: 0 }, connections: 2, connectEach: true, seconds: 0.5, requests: 7, rate: 100,
  });
});

test.each([
  [[], '--url'],
  [['--url', 'ftp://x/'], '--url'],
  [['--url', 'http://x/', '--expect', 'ok'], '--expect'],
  [['--url', 'http://x/', '--at', 'x:1', '--proxy', 'y:1'], 'exclude'],
  [['--url', 'http://x/', '--proxy', 'y'], '--proxy'],
  [['--url', 'http://x/', '--rate', 'fast'], '--rate'],
  [['--url', 'http://x/', '--connections', ''], '--connections'],
  [['--url', 'http://x/', '--what'], '--what'],
])('%j is refused', (argv, message) => {
  expect(() => parseLoadCommand(argv)).toThrow(message);
});
