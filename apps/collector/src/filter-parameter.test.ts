import { aFlow, FakeStore, idOf } from '../test/fake-store.ts';
import { liveMatch, readFilter } from './filter-parameter.ts';
import { Problem } from './problem.ts';

test('says where a filter is wrong', () => {
  expect(readFilter(undefined)).toBeUndefined();
  let problem: unknown;
  try {
    readFilter('~m GET & (~c 200');
  } catch (error) {
    problem = error;
  }
  expect(problem).toBeInstanceOf(Problem);
  expect((problem as Problem).document()).toMatchObject({ status: 400, parameter: 'filter', position: expect.any(Number), detail: expect.any(String) });
});

test('matches flows, their bodies and their messages', () => {
  const store = new FakeStore();
  const flow = { ...aFlow(1), request: { ...aFlow(1).request!, body: { size: 5, captured: 5, truncated: false } } };
  store.bodies.set(`${idOf(1)} request`, { bytes: Buffer.from('river'), size: 5, truncated: false });
  const tcp = { ...aFlow(2), type: 'tcp' as const };
  store.messageList.set(idOf(2), Array.from({ length: 300 }, (_, seq) => ({ seq, at: '', from: 'client' as const, kind: 'data' as const, size: 4, data: Buffer.from(`no ${seq}.`).toString('base64') })));
  const match = (text: string) => liveMatch(readFilter(text), store);
  expect([match('~d example')(flow), match('~d other')(flow), match('~b river')(flow), match('~b sea')(flow)]).toEqual([true, false, true, false]);
  expect([match('~b "no 299\\."')(tcp), match('~b "no 300"')(tcp)]).toEqual([true, false]);
  expect(liveMatch(undefined, store)(flow)).toBe(true);
});
