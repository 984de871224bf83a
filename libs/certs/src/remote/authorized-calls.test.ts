import { Metadata, status } from '@grpc/grpc-js';
import { CertificateAuthorityService } from '@weir/ca-api';
import { AuthorizedCalls } from './authorized-calls.ts';
import { CallFailure } from './call-failure.ts';
import type { Caller } from './caller.ts';
import type { Call, Replicas } from './replicas.ts';

const denied = new CallFailure(status.UNAUTHENTICATED, 'not you');

/** Replicas that answer as `answers` say, one after another; a caller with `spare` other credentials. */
function rig(answers: readonly (CallFailure | 'ok')[], spare = 1) {
  const left = [...answers];
  const seen: { readonly calls: unknown[]; readonly ends: unknown[]; refused: CallFailure | undefined } = { calls: [], ends: [], refused: undefined };
  let version = 0;
  const caller: Caller = {
    speaker: 'anybody', get credentials() { return version; }, metadata: () => new Metadata(), refused: () => seen.refused,
    renew: (used) => {
      if (used === version && version < spare) version++;
      return Promise.resolve(used !== version);
    },
    look: () => undefined, retry: () => undefined,
  };
  const call = (async (one: Call<unknown, unknown>) => {
    seen.calls.push(version);
    const hopeless = one.hopeless?.();
    if (hopeless !== undefined) throw hopeless;
    const answer = left.shift()!;
    if (answer !== 'ok') throw answer;
    return answer;
  }) as unknown as Replicas['call'];
  const calls = new AuthorizedCalls({ call }, caller, (failure) => void seen.ends.push(failure));
  return { seen, call: () => calls.call(CertificateAuthorityService.getBundle, {}, { ms: 1_000, signal: new AbortController().signal }) };
}

test('is asked again once, with other credentials', async () => {
  const { seen, call } = rig([denied, 'ok']);
  expect(await call()).toBe('ok');
  expect(seen).toMatchObject({ calls: [0, 1], ends: [undefined] });
});

test('where there are none, or they are not accepted either, that is the end', async () => {
  const none = rig([denied, 'ok'], 0);
  await expect(none.call()).rejects.toBe(denied);
  expect(none.seen).toMatchObject({ calls: [0], ends: [denied] });
  const others = rig([denied, denied, 'ok'], 2);
  await expect(others.call()).rejects.toBe(denied);
  expect(others.seen).toMatchObject({ calls: [0, 1], ends: [denied] });
});

test('any other failure says nothing of credentials', async () => {
  const failure = new CallFailure(status.PERMISSION_DENIED, 'not that');
  const { seen, call } = rig([failure]);
  await expect(call()).rejects.toBe(failure);
  expect(seen.ends).toEqual([]);
});

test('refused credentials are no credentials, whatever the service called that', async () => {
  const { seen, call } = rig([], 0);
  seen.refused = new CallFailure(status.PERMISSION_DENIED, 'no proxies here');
  await expect(call()).rejects.toMatchObject({ code: status.UNAUTHENTICATED, message: 'no proxies here' });
});

test('who is hindered, and not refused, has the failure of that', async () => {
  const { seen, call } = rig([], 0);
  seen.refused = new CallFailure(status.UNAVAILABLE, 'no log');
  await expect(call()).rejects.toBe(seen.refused);
  expect([seen.calls, seen.ends]).toEqual([[0], []]);
});
