import { jest } from '@jest/globals';
import { Api, ApiError, bodyPath, exportPath, tailPath } from './api.ts';

const answer = jest.fn<typeof fetch>();
globalThis.fetch = answer;

test('asks with what is given, and reads the answer', async () => {
  answer.mockResolvedValueOnce(Response.json({ flows: [] }));
  expect(await new Api().flows({ filter: '~c 500 & ~d a', limit: '5', cursor: undefined })).toEqual({ flows: [] });
  expect(answer.mock.lastCall?.[0]).toBe('/api/v1/flows?filter=%7Ec+500+%26+%7Ed+a&limit=5');
  answer.mockResolvedValueOnce(new Response('abc', { headers: { 'weir-truncated': 'true', 'weir-content-encoding': 'compress' } }));
  expect(await new Api().body('a/b', 'response')).toMatchObject({ truncated: true, encoding: 'compress' });
  expect(answer.mock.lastCall?.[0]).toBe(`${bodyPath('a/b', 'response')}?decoded=true`);
  answer.mockResolvedValueOnce(new Response("#!/bin/sh\ncurl --url 'http://a/'\n"));
  expect(await new Api().curl('01K')).toBe("curl --url 'http://a/'");
  expect(answer.mock.lastCall?.[0]).toBe('/api/v1/export?format=curl&id=01K');
  expect(exportPath('har', { filter: undefined })).toBe('/api/v1/export?format=har');
  expect([tailPath(''), tailPath('~e')]).toEqual(['/api/v1/tail', '/api/v1/tail?filter=%7Ee']);
});

test('refusals in their own words', async () => {
  answer.mockResolvedValueOnce(Response.json({ title: 'Bad filter', detail: 'expected )', position: 4 }, { status: 400 }));
  await expect(new Api().flows({})).rejects.toMatchObject({ status: 400, message: 'expected )', position: 4 });
  answer.mockResolvedValueOnce(new Response('<html>', { status: 502, statusText: 'Bad Gateway' }));
  await expect(new Api().loss()).rejects.toMatchObject({ status: 502, message: '502 Bad Gateway' });
  answer.mockRejectedValueOnce(new TypeError('failed'));
  await expect(new Api().flow('x')).rejects.toEqual(new ApiError(0, 'Weir does not answer. Is it still running?'));
});
