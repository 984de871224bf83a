import { natsConfiguration } from './server.ts';

test('on 127.0.0.1 alone, with all its files in a folder of its own', () => {
  expect(natsConfiguration('/a folder', 4333).split('\n')).toEqual([
    'listen: "127.0.0.1:4333"', 'jetstream { store_dir: "/a folder", max_file: 8G, max_mem: 64M }', 'log_file: "/a folder/log"', '',
  ]);
});
