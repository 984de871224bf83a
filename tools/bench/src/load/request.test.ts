import type { LoadJob } from './job.ts';
import { requestBytes } from './request.ts';

const endpoint = { host: '127.0.0.1', port: 1 };
const job: LoadJob = {
  way: { kind: 'direct', endpoint }, tls: false, authority: 'localhost:80', method: 'GET', path: '/a', sends: 0,
  expects: { status: 200, bytes: 0 }, connections: 1, connectEach: false, seconds: 1,
};

test('origin-form', () => {
  expect(requestBytes(job).toString()).toBe('GET /a HTTP/1.1\r\nHost: localhost:80\r\nUser-Agent: weir-bench\r\nAccept: */*\r\n\r\n');
  expect(requestBytes({ ...job, way: { kind: 'connect', endpoint } }).toString()).toMatch(/^GET \/a HTTP/);
});

test('absolute-form', () => {
  expect(requestBytes({ ...job, way: { kind: 'proxy', endpoint } }).toString()).toMatch(/^GET http:\/\/localhost:80\/a HTTP\/1.1\r\n/);
});

test('content, and a connection for each', () => {
  expect(requestBytes({ ...job, method: 'POST', sends: 3, connectEach: true }).toString()).toBe(
    'POST /a HTTP/1.1\r\nHost: localhost:80\r\nUser-Agent: weir-bench\r\nAccept: */*\r\n'
    + 'Content-Type: application/octet-stream\r\nContent-Length: 3\r\nConnection: close\r\n\r\nxxx');
});
