import { parseArguments } from './arguments.ts';
import { ConfigError } from './config-error.ts';
import { flag, integer, list, text } from './option.ts';

const options = {
  mode: list(['regular'], 'SPEC', 'modes'),
  listen_port: integer(undefined, 0, 65535, 'PORT', 'port', { short: 'p' }),
  ssl_insecure: flag(false, 'trust all'),
  home: text('~', 'DIR', 'home'),
};

function given(...argv: string[]): Record<string, readonly string[]> {
  return Object.fromEntries(parseArguments(argv, options).given);
}

test.each([
  [['--home', '/a'], { home: ['/a'] }],
  [['--home=/a'], { home: ['/a'] }],
  [['--home=a=b'], { home: ['a=b'] }],
  [['--home', '/a', '--home', '/b'], { home: ['/b'] }],
  [['--mode', 'a', '--mode=b'], { mode: ['a', 'b'] }],
  [['-p', '0'], { listen_port: ['0'] }],
  [['--ssl-insecure'], { ssl_insecure: ['true'] }],
  [['--ssl-insecure=false'], { ssl_insecure: ['false'] }],
  [['--no-ssl-insecure'], { ssl_insecure: ['false'] }],
  [['--set', 'home=/a'], { home: ['/a'] }],
  [['--set=mode=x', '--mode', 'y'], { mode: ['x', 'y'] }],
])('%j', (argv, expected) => {
  expect(given(...argv)).toEqual(expected);
});

test('operands stand anywhere, and all that follows -- is one', () => {
  expect(parseArguments(['a', '--home', 'h', 'b', '--', '--home'], options).operands).toEqual(['a', 'b', '--home']);
});

test('--help is seen among others', () => {
  expect(parseArguments(['--home', 'h', '-h'], options).help).toBe(true);
});

test.each([
  [['--nonsense'], 'unknown option --nonsense (see --help)'],
  [['--listen'], 'unknown option --listen: did you mean --listen-port?'],
  [['--mdoe', 'x'], 'unknown option --mdoe: did you mean --mode?'],
  [['--mdoe=x'], 'unknown option --mdoe: did you mean --mode?'],
  [['-mode', 'x'], 'unknown option -mode: did you mean --mode?'],
  [['--no-ssl-insecrue'], 'unknown option --no-ssl-insecrue: did you mean --no-ssl-insecure?'],
  [['--hlep'], 'unknown option --hlep: did you mean --help?'],
  [['--ste', 'mode=x'], 'unknown option --ste: did you mean --set?'],
  [['-x'], 'unknown option -x (see --help)'],
  [['--home'], '--home needs a value (see --help)'],
  [['--set', 'nope=1'], 'unknown option nope (see --help)'],
  [['--set', 'listen_prot=1'], 'unknown option listen_prot: did you mean listen_port?'],
  [['--no-home', 'x'], 'unknown option --no-home: did you mean --home?'],
])('%j is refused', (argv, message) => {
  expect(() => parseArguments(argv, options)).toThrow(new ConfigError(message));
});
