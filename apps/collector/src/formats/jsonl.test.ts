import { aFlow } from '../../test/fake-store.ts';
import type { Carried } from './export-format.ts';
import { jsonl } from './jsonl.ts';

test('a line each, and nothing asked of what it carried', () => {
  const line = jsonl.write(aFlow(1), undefined as unknown as Carried) as string;
  expect(line).toMatch(/^\{.*\}\n$/);
  expect(JSON.parse(line)).toEqual(aFlow(1));
});
