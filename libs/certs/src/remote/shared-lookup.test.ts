import type { LookupFunction } from 'node:net';
import { SharedLookup } from './shared-lookup.ts';

type Callback = Parameters<LookupFunction>[2];

function rig() {
  const asked: { readonly host: string; readonly answer: Callback }[] = [];
  const lookups = new SharedLookup((host, _options, answer) => void asked.push({ host, answer }));
  const told: string[] = [];
  const ask = (who: string, host: string, { signal } = new AbortController(), options = { all: true }): void =>
    lookups.for(signal)(host, options, (error, addresses) => void told.push(`${who}: ${error?.code ?? JSON.stringify(addresses)}`));
  return { asked, told, ask };
}

const addresses = [{ address: '192.0.2.1', family: 4 }];

test('a name is looked up once at a time, and again when that has ended', () => {
  const { asked, told, ask } = rig();
  for (const who of ['a', 'b', 'c']) ask(who, 'ca.example');
  expect(asked.map(({ host }) => host)).toEqual(['ca.example']);
  asked[0]!.answer(null, addresses);
  expect(told).toEqual(['a', 'b', 'c'].map((who) => `${who}: ${JSON.stringify(addresses)}`));
  ask('d', 'ca.example');
  asked[1]!.answer(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
  expect([asked.length, told[3]]).toEqual([2, 'd: ENOTFOUND']);
});

test('another name, or one that is asked for in another way, does not wait for it', () => {
  const { asked, ask } = rig();
  ask('a', 'ca.example');
  ask('b', 'other.example');
  ask('c', 'ca.example', undefined, { all: false });
  expect(asked.map(({ host }) => host)).toEqual(['ca.example', 'other.example', 'ca.example']);
});

test('who has ended is not told, and the others are', () => {
  const { asked, told, ask } = rig();
  const ending = new AbortController();
  ask('a', 'ca.example', ending);
  ask('b', 'ca.example');
  ending.abort();
  ask('c', 'ca.example', ending);
  asked[0]!.answer(null, addresses);
  expect([asked.length, told]).toEqual([1, [`b: ${JSON.stringify(addresses)}`]]);
});

test('the system is asked unless told otherwise', async () => {
  const { signal } = new AbortController();
  const found = await new Promise((resolve) => { new SharedLookup().for(signal)('localhost', { all: true }, (error, all) => resolve(error ?? all)); });
  expect(found).toContainEqual(expect.objectContaining({ family: expect.any(Number) }));
});
