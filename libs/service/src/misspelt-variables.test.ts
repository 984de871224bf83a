import { text } from './option.ts';
import { misspeltVariables, variableWarnings } from './misspelt-variables.ts';

const known = new Set(['WEIR_MODE', 'WEIR_API', 'WEIR_HOME', 'WEIR_API_HOSTS', 'WEIR_LISTEN_PORT', 'WEIR_SSL_INSECURE', 'WEIR_FLOWS_FORMAT']);

test('what is nearly the name of an option is told', () => {
  expect(misspeltVariables({ WEIR_SSL_INSECRUE: '1', WEIR_LISTENPORT: '2', PATH: '/' }, known)).toEqual([
    { name: 'WEIR_LISTENPORT', meant: 'WEIR_LISTEN_PORT' },
    { name: 'WEIR_SSL_INSECRUE', meant: 'WEIR_SSL_INSECURE' },
  ]);
});

test('options, and the variables of others, are not', () => {
  const others = ['WEIR_PORT', 'WEIR_SERVICE_HOST', 'WEIR_SERVICE_PORT', 'WEIR_PORT_8080_TCP_ADDR', 'WEIR_API_PORT', 'WEIR_NODE', 'WEIR_TEST_MISSING', 'LISTEN_PROT', 'WEIR_'];
  const environment = Object.fromEntries([...known, ...others].map((name) => [name, 'x']));
  expect(misspeltVariables(environment, known)).toEqual([]);
});

test('the warning, for the options of several commands', () => {
  expect(variableWarnings({ WEIR_HOEM: '1', WEIR_HOME: '2', WEIR_LEVLE: '3' }, [{ home: text('', 'DIR', 'a') }, { level: text('', 'L', 'b') }])).toEqual([
    { name: 'WEIR_LEVLE', meant: 'WEIR_LEVEL', warning: 'WEIR_LEVLE in the environment is no option: did you mean WEIR_LEVEL?' },
  ]);
});
