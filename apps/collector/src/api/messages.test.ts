import type { MessageJson } from '@weir/flow';
import { idOf } from '../../test/fake-store.ts';
import { TestApi } from '../../test/test-api.ts';

const api = new TestApi();
const messages: MessageJson[] = Array.from({ length: 5 }, (_, seq) => ({ seq, at: '2026-11-24T10:00:00.000000Z', from: 'client', kind: 'data', size: 1, data: 'YQ==' }));
api.store.messageList.set(idOf(1), messages);
afterAll(() => api[Symbol.asyncDispose]());

test('pages of messages', async () => {
  expect((await api.get(`/api/v1/flows/${idOf(1)}/messages`)).json()).toEqual({ messages });
  const first = (await api.get(`/api/v1/flows/${idOf(1)}/messages?limit=3`)).json();
  expect(first).toEqual({ messages: messages.slice(0, 3), next: '3' });
  expect((await api.get(`/api/v1/flows/${idOf(1)}/messages?limit=3&cursor=${first.next}`)).json()).toEqual({ messages: messages.slice(3) });
});

test('404: no such flow', async () => {
  expect((await api.get(`/api/v1/flows/${idOf(2)}/messages`)).statusCode).toBe(404);
});
