import type { LoadJob } from './job.ts';
import { preamble, type Step } from './preamble.ts';

const endpoint = { host: '127.0.0.1', port: 1 };
const job: LoadJob = {
  way: { kind: 'connect', endpoint }, tls: true, authority: 'localhost:443', method: 'GET', path: '/', sends: 0,
  expects: { status: 200, bytes: 0 }, connections: 1, connectEach: false, seconds: 1,
};
const step = preamble(job)[0] as Step;

test('only a tunnel has one', () => {
  expect(preamble({ ...job, way: { kind: 'direct', endpoint } })).toEqual([]);
  expect(preamble({ ...job, way: { kind: 'proxy', endpoint } })).toEqual([]);
});

test('CONNECT and its answer', () => {
  expect(Buffer.from(step.send).toString()).toBe('CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n');
  const answer = 'HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n';
  for (let cut = 0; cut < answer.length; cut++) expect(step.isAnswered(Buffer.from(answer.slice(0, cut)))).toBe(false);
  expect(step.isAnswered(Buffer.from(answer))).toBe(true);
});

test.each(['HTTP/1.1 407 Who are you?\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\nhello', 'x'.repeat(9000)])('%j', (answer) => {
  expect(() => step.isAnswered(Buffer.from(answer))).toThrow(expect.objectContaining({ kind: 'tunnel' }));
});
