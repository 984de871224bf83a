import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Publication, type Published } from './publication.ts';

let folder: string;
let events: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-publication-'));
  events = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const log = { event: (_: string, name: string): void => void events.push(name) };
const published = (bundle: string): Published => ({ 'bundle.pem': bundle, 'identity.pem': 'identity' });

test('files that all can read, changed whole, left alone where they say the same', async () => {
  const directory = join(folder, 'public');
  const publication = new Publication({ directory, log });
  await publication.keep(published('one'));
  expect(readdirSync(directory).sort()).toEqual(['bundle.pem', 'identity.pem']);
  expect(statSync(join(directory, 'bundle.pem')).mode & 0o777).toBe(0o644);
  const { ino } = statSync(join(directory, 'identity.pem'));
  await publication.keep(published('two'));
  expect(readFileSync(join(directory, 'bundle.pem'), 'utf8')).toBe('two');
  expect(statSync(join(directory, 'identity.pem')).ino).toBe(ino);
  // What somebody removes is there again.
  rmSync(join(directory, 'bundle.pem'));
  await publication.keep(published('two'));
  expect(readdirSync(directory).sort()).toEqual(['bundle.pem', 'identity.pem']);
});

test('a ConfigMap; what fails is told once, and done by a later call', async () => {
  let away = true;
  const put: unknown[] = [];
  const cluster = {
    publish: async (name: string, data: object) => {
      if (away) throw new Error('the API server is away');
      put.push([name, data]);
    },
  };
  const publication = new Publication({ configMap: 'weir-ca', cluster, log });
  const wanted = published('one');
  for (let i = 0; i < 3; i++) await publication.keep(wanted);
  expect([events, put]).toEqual([['publish-failed'], []]);
  away = false;
  for (let i = 0; i < 3; i++) await publication.keep(wanted);
  expect([events, put[0]]).toEqual([['publish-failed', 'published'], ['weir-ca', wanted]]);
  expect(put.length).toBeLessThan(3);
});

test('what changes while it is written is written after it', async () => {
  const put: unknown[] = [];
  let free!: () => void;
  const first = new Promise<void>((resolve) => { free = resolve; });
  const publication = new Publication({ configMap: 'c', log, cluster: { publish: async (_, data) => { await first; put.push(data['bundle.pem']); } } });
  const done = publication.keep(published('one'));
  void publication.keep(published('two'));
  void publication.keep(published('three'));
  free();
  await done;
  expect(put).toEqual(['one', 'three']);
});

test('a folder that cannot be made', async () => {
  writeFileSync(join(folder, 'file'), '');
  await new Publication({ directory: join(folder, 'file', 'public'), log }).keep(published('one'));
  expect(events).toEqual(['publish-failed']);
});
