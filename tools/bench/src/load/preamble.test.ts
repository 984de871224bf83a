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

test('SOCKS5: greeting and request, each with its answer', () => {
  const [greeting, request] = preamble({ ...job, way: { kind: 'socks5', endpoint } }) as [Step, Step];
  expect(Buffer.from(greeting.send).toString('hex')).toBe('050100');
  expect([greeting.isAnswered(Buffer.from([5])), greeting.isAnswered(Buffer.from([5, 0]))]).toEqual([false, true]);
  expect(Buffer.from(request.send).toString('hex')).toBe(`0501000309${Buffer.from('localhost').toString('hex')}01bb`);
  const reply = Buffer.from('05000001000000000000', 'hex');
  for (let cut = 0; cut < reply.length; cut++) expect(request.isAnswered(reply.subarray(0, cut))).toBe(false);
  expect(request.isAnswered(reply)).toBe(true);
  for (const wrong of ['05ff', '0500ff']) expect(() => greeting.isAnswered(Buffer.from(wrong, 'hex'))).toThrow(expect.objectContaining({ kind: 'tunnel' }));
  expect(() => request.isAnswered(Buffer.from('0505', 'hex'))).toThrow(/answered with 0505/);
});

test.each(['HTTP/1.1 407 Who are you?\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\nhello', 'x'.repeat(9000)])('%j', (answer) => {
  expect(() => step.isAnswered(Buffer.from(answer))).toThrow(expect.objectContaining({ kind: 'tunnel' }));
});
