import { spawnSync } from 'node:child_process';

function run(body: string): { readonly status: number | null; readonly stderr: string } {
  const index = new URL('./index.ts', import.meta.url).href;
  const source = `import { runProgram, ConfigError, RuntimeFailure, createLog } from ${JSON.stringify(index)};\n${body}`;
  return spawnSync(process.execPath, ['--conditions=source', '--input-type=module', '-e', source], { encoding: 'utf8' });
}

test('a configuration error is one line and exit 64', () => {
  expect(run("await runProgram('weir', async () => { throw new ConfigError('no\\nmore'); });")).toMatchObject({ status: 64, stderr: 'weir: no\n' });
});

test('a failure at run time is one line and exit 1', () => {
  expect(run("await runProgram('weir', async () => { throw new RuntimeFailure('taken'); });")).toMatchObject({ status: 1, stderr: 'weir: taken\n' });
});

test('our own mistake keeps its stack', () => {
  const { status, stderr } = run("await runProgram('weir', async () => { null.x; });");
  expect(status).toBe(1);
  expect(stderr).toMatch(/TypeError[\s\S]*\n\s+at /);
});

test('json logs are one object a line on standard error', () => {
  const { stderr } = run("createLog({ format: 'json', level: 'info', service: 's' }).event('warn', 'tls-failed', { code: 'x' }, 'it failed');");
  expect(JSON.parse(stderr)).toMatchObject({ level: 'warn', service: 's', event: 'tls-failed', code: 'x', msg: 'it failed' });
});

test('a log says which levels it writes', () => {
  const { stderr } = run("const log = createLog({ format: 'json', level: 'warn', service: 's' }); console.error(['debug', 'info', 'warn'].map((level) => log.isOn(level)).join());");
  expect(stderr).toBe('false,false,true\n');
});

test('text logs are one line each', () => {
  const { stderr } = run("createLog({ format: 'text', level: 'info', service: 's' }).event('info', 'a', {}, 'hello there');");
  expect(stderr).toMatch(/^\[?[\d:.]+\]? INFO.*hello there\n$/);
});
