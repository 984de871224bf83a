import { once } from 'node:events';
import { connect } from 'node:net';
import { ServerCredentials, status } from '@grpc/grpc-js';
import { RuntimeFailure } from '@weir/service';
import { call, Rig } from '../test/rig.ts';
import { listenGrpc } from './grpc-listener.ts';

test('a connection that says nothing does not hold up the end', async () => {
  const rig = await Rig.start();
  const silent = connect({ host: '127.0.0.1', port: rig.port });
  silent.on('error', () => undefined);
  await once(silent, 'connect');
  await rig.enrolled();
  const from = performance.now();
  await rig[Symbol.asyncDispose]();
  expect(performance.now() - from).toBeLessThan(900);
  await once(silent.resume(), 'close');
});

test('a port that is taken is said so', async () => {
  await using rig = await Rig.start();
  const failed = listenGrpc({ host: '127.0.0.1', port: rig.port }, ServerCredentials.createInsecure(), { handlers: () => ({}) } as never);
  await expect(failed).rejects.toThrow(RuntimeFailure);
  await expect(failed).rejects.toThrow(`cannot listen on 127.0.0.1:${rig.port}`);
});

test('a request beyond any that is right is refused before it is read whole', async () => {
  await using rig = await Rig.start();
  const client = await rig.enrolled();
  const names = Array(1_000).fill(`${'a'.repeat(60)}.${'b'.repeat(60)}`) as string[];
  await expect(call((done) => client.issueLeaf({ publicKey: Buffer.alloc(0), names, like: undefined }, done))).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
});
