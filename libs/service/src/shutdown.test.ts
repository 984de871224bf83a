import { Shutdown } from './shutdown.ts';

test('reverse order, once', async () => {
  const order: string[] = [];
  const shutdown = new Shutdown();
  shutdown.defer('first', () => void order.push('first'));
  shutdown.defer('second', async () => {
    await null;
    order.push('second');
  });
  expect(await Promise.all([shutdown.run(1000), shutdown.run(1000)])).toEqual([[], []]);
  expect(order).toEqual(['second', 'first']);
});

test('one that fails and one that hangs do not stop the others', async () => {
  const order: string[] = [];
  const shutdown = new Shutdown();
  shutdown.defer('last', () => void order.push('last'));
  shutdown.defer('hangs', () => new Promise(() => {}));
  shutdown.defer('fails', () => { throw new Error('no'); });
  const failures = await shutdown.run(30);
  expect(failures.map((failure) => failure.name)).toEqual(expect.arrayContaining(['fails', 'hangs']));
  expect(order).toEqual(['last']);
});
