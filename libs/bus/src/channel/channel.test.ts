import { fork } from 'node:child_process';
import { once } from 'node:events';
import { ipcChannel } from './channel.ts';

const echo = new URL('../../test/echo-process.ts', import.meta.url);

test('carries batches both ways whole, beside other messages; then says that the other end is gone', async () => {
  const child = fork(echo, { serialization: 'advanced' });
  const channel = ipcChannel(child);
  const got: unknown[] = [];
  channel.onMail((mail) => got.push(mail));
  const closed = new Promise<void>((resolve) => channel.onClose(resolve));
  const batch = { id: 'e:1', firstSeq: 1, lastSeq: 1, payload: Uint8Array.of(1, 2, 3) };
  child.send({ type: 'other' });
  channel.send({ type: 'batch', number: 7, batch });
  channel.send({ type: 'settled', numbers: [1, 2], reason: 'closed' });
  while (got.length < 2) await once(child, 'message');
  expect(got).toEqual([{ type: 'batch', number: 7, batch }, { type: 'settled', numbers: [1, 2], reason: 'closed' }]);

  child.kill();
  await closed;
  channel.send({ type: 'settled', numbers: [3] });
  await new Promise<void>((resolve) => channel.onClose(resolve));
});
