import { scenariosNamed } from '../scenario.ts';
import { weir, weirMemory, weirMode, weirOff } from './weir.ts';

test.each([
  ['reverse-1k', 'reverse:http://127.0.0.1:1080@127.0.0.1:0'],
  ['tls-1k', 'reverse:https://127.0.0.1:1443@127.0.0.1:0'],
  ['tcp-1k', 'reverse:tcp://127.0.0.1:1080@127.0.0.1:0'],
  ['connect-tls-1k', 'regular@127.0.0.1:0'],
])('%s: %s', (name, mode) => {
  expect(weirMode(scenariosNamed([name])[0]!, { origin: { http: 1080, https: 1443 } })).toBe(mode);
});

test('the collector is told apart where there is one', () => {
  expect([weir, weirMemory, weirOff].map(({ besideThread }) => besideThread)).toEqual(['collector', undefined, undefined]);
});
