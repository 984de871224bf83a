import { DatabaseSync } from 'node:sqlite';
import { aFlow, idOf, Producer, textOf } from '../../test/records.ts';
import { Epochs } from './epochs.ts';
import { Flows } from './flows.ts';
import { migrate } from './schema.ts';
import { Writer } from './writer.ts';

test('a flow is read by its id and by its row', () => {
  const db = new DatabaseSync(':memory:');
  migrate(db);
  const epochs = new Epochs(db);
  new Writer(db, epochs).append([new Producer(0, 'me').flows(aFlow(1))], () => undefined);
  const flows = new Flows(db, epochs);
  const n = flows.number(idOf(1))!;
  expect(flows.json(idOf(1))).toMatchObject({ id: textOf(1), producer: 'me' });
  expect(flows.jsonAt(n, idOf(1), 1)).toEqual(flows.json(idOf(1)));
  expect(flows.wire(idOf(1))).toMatchObject({ n, flow: { revision: 1, mode: 'regular' } });
  expect([flows.number(idOf(2)), flows.json(idOf(2)), flows.wire(idOf(2))]).toEqual([undefined, undefined, undefined]);
  expect(() => flows.jsonAt(99, idOf(2), 1)).toThrow(expect.objectContaining({ code: 'corrupt-record' }));
  db.close();
});
