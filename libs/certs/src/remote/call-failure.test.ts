import { status } from '@grpc/grpc-js';
import { CallFailure, callFailure, failureOf } from './call-failure.ts';

test.each([
  ['No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:1. Resolution note: ', 'connect ECONNREFUSED 127.0.0.1:1'],
  ['No connection established. Last error: read ECONNRESET (2026-11-30T19:00:00.000Z). Resolution note: ', 'read ECONNRESET'],
  ['the policy does not grant it', 'the policy does not grant it'],
  ['', 'UNAVAILABLE'],
  ['two\r\nlines\x1b[1m', 'two lines [1m'],
  ['x'.repeat(400), `${'x'.repeat(300)}...`],
])('%j is the reason %j', (details, reason) => {
  expect(callFailure({ code: status.UNAVAILABLE, details })).toMatchObject({ code: status.UNAVAILABLE, message: reason });
});

test('a socket that breaks below a call is a connection that is lost', () => {
  const details = 'Received RST_STREAM with code 2 triggered by internal client error: read ETIMEDOUT';
  expect(callFailure({ code: status.INTERNAL, details })).toMatchObject({ code: status.UNAVAILABLE, message: 'the connection was lost' });
});

test('a deadline is no reason for people', () => {
  expect(callFailure({ code: status.DEADLINE_EXCEEDED, details: 'Deadline exceeded after 2.001s' }).message).toBe('it does not answer');
});

test.each([
  [status.UNAVAILABLE, 'passing'], [status.DEADLINE_EXCEEDED, 'passing'],
  [status.PERMISSION_DENIED, 'final'], [status.UNAUTHENTICATED, 'final'], [status.INVALID_ARGUMENT, 'final'],
  [status.INTERNAL, 'neither'], [status.FAILED_PRECONDITION, 'neither'], [status.RESOURCE_EXHAUSTED, 'neither'],
])('%s is %s', (code, kind) => {
  const { passing, final } = new CallFailure(code, 'x');
  expect({ passing, final }).toEqual({ passing: kind === 'passing', final: kind === 'final' });
});

test('whatever was thrown is a failure', () => {
  const failure = new CallFailure(status.UNAVAILABLE, 'x');
  expect(failureOf(failure)).toBe(failure);
  expect(failureOf(new TypeError('a bug'))).toMatchObject({ code: status.INTERNAL, message: 'a bug' });
});
