import { status } from '@grpc/grpc-js';
import { pause } from '../../test/remote-rig.ts';
import { CallFailure } from './call-failure.ts';
import { News } from './news.ts';
import type { RemoteEvent } from './remote-event.ts';

function rig(patienceMs = 20) {
  const events: RemoteEvent[] = [];
  return { events, news: new News((event) => void events.push(event), patienceMs) };
}

const up = { away: false, asked: 'ca:8443', reason: '' };
const starting = { away: false, asked: undefined, reason: '' };
const away = { away: true, asked: undefined, reason: 'refused' };

test('connections are told when they change for longer than a moment', async () => {
  const { events, news } = rig();
  for (const state of [starting, up, up, away, starting, up]) news.replicas(state);
  await pause(40);
  expect(events).toEqual([{ type: 'connected', replica: 'ca:8443' }]);
  news.replicas(away);
  news.replicas(away);
  await pause(40);
  news.replicas(away);
  await pause(40);
  news.replicas(up);
  expect(events.slice(1)).toEqual([{ type: 'away', reason: 'refused' }, { type: 'connected', replica: 'ca:8443' }]);
  news.replicas(away);
  news.close();
  await pause(40);
  expect(events).toHaveLength(3);
});

test('a service that never was there is told once', async () => {
  const { events, news } = rig();
  for (let n = 0; n < 3; n++) {
    news.replicas(away);
    await pause(30);
  }
  expect(events).toEqual([{ type: 'away', reason: 'refused' }]);
});

test('an enrolment that cannot be had is told once as away, and the service as connected when it could be', () => {
  const { events, news } = rig();
  const hindered = new CallFailure(status.UNAVAILABLE, 'no log');
  news.replicas(up);
  for (let n = 0; n < 2; n++) {
    news.credentials('enrolment', hindered);
    news.replicas(up);
  }
  news.credentials('calls', hindered);
  expect(events).toEqual([{ type: 'connected', replica: 'ca:8443' }, { type: 'away', reason: 'no log' }]);
  news.credentials('enrolment', undefined);
  news.replicas(up);
  expect(events.slice(2)).toEqual([{ type: 'connected', replica: 'ca:8443' }]);
});

test('a denial is told once for each reason, and its end', () => {
  const { events, news } = rig();
  const denied = (why: string, code = status.UNAUTHENTICATED) => new CallFailure(code, why);
  news.credentials('calls', undefined);
  news.credentials('calls', denied('a'));
  news.credentials('calls', denied('a'));
  news.credentials('calls', denied('away', status.UNAVAILABLE));
  news.credentials('calls', undefined);
  news.credentials('enrolment', denied('b'));
  news.credentials('calls', undefined);
  news.credentials('calls', denied('c'));
  news.credentials('enrolment', undefined);
  expect(events).toEqual([{ type: 'denied', reason: 'a' }, { type: 'admitted' }, { type: 'denied', reason: 'b' }, { type: 'admitted' }]);
});

test('delegation and answers are told when they are others', () => {
  const { events, news } = rig();
  const refused = { failure: new CallFailure(status.PERMISSION_DENIED, 'no') };
  news.delegation({ permitted: [], notAfter: 1 });
  news.delegation({ permitted: [], notAfter: 2 });
  news.delegation(refused);
  news.delegation(refused);
  for (const code of [status.UNAVAILABLE, status.CANCELLED, status.UNAUTHENTICATED, status.DEADLINE_EXCEEDED]) news.delegation({ failure: new CallFailure(code, 'x') });
  news.answer('nonsense');
  news.answer('nonsense');
  news.answer(undefined);
  news.answer('nonsense');
  news.roots('AB', 2);
  expect(events).toEqual([
    { type: 'delegated', permitted: [], notAfter: 1 }, { type: 'undelegated', reason: 'no', refused: true }, { type: 'unusable', reason: 'nonsense' }, { type: 'unusable', reason: 'nonsense' }, { type: 'roots', current: 'AB', count: 2 },
  ]);
});
