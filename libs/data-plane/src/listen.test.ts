import { ListenError } from '@weir/runtime';
import { RuntimeFailure } from '@weir/service';
import { listen } from './listen.ts';

test('tells where, or why not: in words for the user where they are the runtime\'s, as the bug that it is else', async () => {
  const listening = [{ mode: 'regular', transport: 'tcp', address: '::', port: 8080 }] as const;
  expect(await listen({ listen: () => Promise.resolve(listening) })).toBe(listening);
  await expect(listen({ listen: () => Promise.reject(new ListenError('EADDRINUSE', 'in use')) })).rejects.toEqual(new RuntimeFailure('in use'));
  await expect(listen({ listen: () => Promise.reject(new TypeError('a bug')) })).rejects.toThrow(TypeError);
});
