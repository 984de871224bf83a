import { openSqliteStore } from '../src/index.ts';
import { aFlow, aResponse, bodyOf, Producer } from './records.ts';

// Appends batches of 50 flows to the file named and says after each commit how many batches there are, until it is killed.
const store = openSqliteStore(process.argv[2]!);
const producer = new Producer();
const body = bodyOf('x'.repeat(20_000));
for (let batch = 1; ; batch++) {
  store.append([producer.flows(...Array.from({ length: 50 }, (_, i) => aFlow(batch * 50 + i, { response: aResponse({ body }) })))]);
  process.stdout.write(`${batch}\n`);
}
