import type { FlowJson } from '@weir/flow';
import { chosenTab, detailTabs } from './detail-tabs.ts';

const tcp: FlowJson = { id: '', type: 'tcp', state: 'open', revision: 1, mode: '', producer: '', startedAt: '', client: { address: '', port: 0 } };
const head = { httpVersion: '', headers: [], trailers: [], body: { size: 0, captured: 0, truncated: false } };
const request = { ...head, method: 'GET', scheme: 'http', host: 'a', port: 80, path: '/', url: 'http://a/' };
const http: FlowJson = { ...tcp, type: 'http', request, response: { ...head, status: 200, reason: '' } };

const names = (flow: FlowJson): string[] => detailTabs(flow).map(({ name }) => name);
const chosen = (flow: FlowJson, before?: string): string => chosenTab(flow, detailTabs(flow), before);

test('the parts that there are', () => {
  expect(names(tcp)).toEqual(['connection']);
  expect(names({ ...tcp, messages: { count: 0, bytes: 0 } })).toEqual(['connection']);
  expect(names({ ...http, messages: { count: 2, bytes: 9 } })).toEqual(['request', 'response', 'messages', 'connection']);
  expect(detailTabs({ ...tcp, messages: { count: 2, bytes: 9 } })[0]).toEqual({ name: 'messages', title: 'Messages', count: 2 });
});

test('what was chosen before, else what tells most', () => {
  expect([chosen(http), chosen(http, 'request'), chosen(http, 'messages'), chosen(tcp), chosen(tcp, 'request')])
    .toEqual(['response', 'request', 'response', 'connection', 'connection']);
  expect(chosen({ ...http, error: { code: 'reset', message: '' } })).toBe('request');
  expect(chosen({ ...tcp, messages: { count: 1, bytes: 1 } })).toBe('messages');
});
