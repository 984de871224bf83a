import { nginxHttp } from './nginx.ts';

test('one worker in the foreground, every file in its own folder', () => {
  const configuration = nginxHttp('  PARTS', { modules: 'load_module m;\n', stream: 'stream { }\n' });
  expect(configuration).toMatch(/^load_module m;\n/);
  expect(configuration).toMatch(/\n {2}PARTS\n}\nstream { }\n$/);
  for (const line of ['daemon off;', 'worker_processes 1;', 'access_log off;', 'proxy_temp_path proxy_temp;']) expect(configuration).toContain(line);
  expect(configuration.includes('user root;')).toBe(process.getuid?.() === 0);
});
