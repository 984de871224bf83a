import { scenarios, scenariosNamed } from '../scenario.ts';
import { contestantNamed, contestants } from './index.ts';

const who = (name: string): string[] => contestants.filter((contestant) => contestant.does(scenariosNamed([name])[0]!)).map((contestant) => contestant.name);

test('by name', () => {
  expect(contestantNamed('weir').besideThread).toBe('collector');
  expect(() => contestantNamed('apache')).toThrow('no contestant apache; there are: nginx haproxy');
});

test('who does what', () => {
  const weir = ['weir', 'weir-memory', 'weir-off', 'weir-nats'];
  expect(who('reverse-1k')).toEqual(['nginx', 'haproxy', 'mitmdump', 'mockttp', ...weir]);
  expect(who('regular-1k')).toEqual(['mitmdump', 'mockttp', 'http-mitm-proxy', ...weir]);
  expect(who('connect-1k')).toEqual(['mitmdump', 'mockttp', ...weir]);
  expect(who('socks5-1k')).toEqual(['mitmdump', ...weir]);
  expect(who('connect-tls-1k')).toEqual(['mitmdump', 'mockttp', 'http-mitm-proxy', ...weir]);
  expect(who('tcp-1k')).toEqual(['nginx', 'haproxy', 'mitmdump', ...weir]);
});

test('what is missing is said with what to do about it', () => {
  const said = contestants.flatMap((contestant) => scenarios.map((each) => contestant.missing(each))).filter((text) => text !== undefined);
  for (const text of said) expect(text).toMatch(/ \(.*(apt-get install|npm run bench -- --install)/);
});
