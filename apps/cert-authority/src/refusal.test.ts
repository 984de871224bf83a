import { status } from '@grpc/grpc-js';
import { denied, invalid, Refusal, unauthenticated } from './refusal.ts';

test('a code of gRPC, and what the caller is told', () => {
  expect([unauthenticated('a'), denied('b'), invalid('c')].map(({ code, message }) => [code, message])).toEqual([[status.UNAUTHENTICATED, 'a'], [status.PERMISSION_DENIED, 'b'], [status.INVALID_ARGUMENT, 'c']]);
  expect(invalid('c', 'why')).toMatchObject({ name: 'Refusal', cause: 'why' });
  expect(new Refusal(status.UNAVAILABLE, 'd')).toBeInstanceOf(Error);
});
