import { integer, list, optionalText } from '@weir/service';
import { environmentFindings } from './environment.ts';

const options = {
  workers: integer(1, 1, 64, 'N', 'how many'),
  nats_url: list([], 'URL', 'where'),
  redact_key: optionalText('KEY|@FILE', 'with what', { secret: true }),
};

test.each<[object, string[]]>([
  [{ name: 'WEIR_WORKERS', value: '2' }, []], [{ name: 'TZ', value: 'UTC' }, []], [{ name: 'WEIR_REDACT_KEY', value: '@/run/secrets/none' }, []], [{ name: 'WEIR_NATS_URL', valueFrom: {} }, []],
  [{ name: 'WEIR_WORKER', value: '2' }, ['WEIR_WORKER is no option']],
  [{ name: 'WEIR_WORKERS', value: '0' }, ['WEIR_WORKERS: Too small: expected number to be >=1 (got "0")']],
  [{ name: 'WEIR_WORKERS', value: 'two' }, ['WEIR_WORKERS: Invalid input (got "two")']],
])('%j', (variable, expected) => {
  expect(environmentFindings([variable as never], options)).toEqual(expected);
});
