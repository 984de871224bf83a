import { Buffer } from 'node:buffer';
import { Flow, FlowState, FlowType, MessageKind, Request, Side } from './gen/flow.ts';
import { flowToJson, messageToJson } from './to-json.ts';

const octets = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** The least that a flow can be; what is not given is absent on the wire. */
function flow(parts: Partial<Flow> = {}): Flow {
  return { ...Flow.decode(new Uint8Array()), id: new Uint8Array(16), type: FlowType.HTTP, state: FlowState.OPEN, ...parts };
}

function request(parts: Partial<Request> = {}): Flow {
  const base = { ...Request.decode(new Uint8Array()), scheme: 'http', host: octets('example.com'), port: 80, path: octets('/a?b') };
  return flow({ request: { ...base, ...parts } });
}

const url = (parts: Partial<Request>): string | undefined => flowToJson(request(parts), 'p').request?.url;

test('what has nothing to say is absent', () => {
  expect(flowToJson(flow(), 'p')).toEqual({
    id: '0'.repeat(26), type: 'http', state: 'open', revision: 0, mode: '', producer: 'p', startedAt: '1970-01-01T00:00:00.000000Z',
    client: { address: '', port: 0 },
  });
  const json = flowToJson(flow({ server: { address: 'h', port: 1, ip: '', via: '', tls: { version: 'TLSv1.2', cipher: 'c', alpn: '', sni: '', certificate: undefined } } }), 'p');
  expect(json.server).toEqual({ address: 'h', port: 1, tls: { version: 'TLSv1.2', cipher: 'c' } });
  expect(JSON.stringify(json)).not.toContain('null');
});

test('a request always has its headers, trailers and body', () => {
  expect(flowToJson(request(), 'p').request).toEqual({
    method: '', scheme: 'http', host: 'example.com', port: 80, path: '/a?b', url: 'http://example.com/a?b', httpVersion: '', headers: [],
    trailers: [], body: { size: 0, captured: 0, truncated: false },
  });
});

describe('url', () => {
  test.each<[Partial<Request>, string]>([
    [{ port: 8080 }, 'http://example.com:8080/a?b'],
    [{ scheme: 'https', port: 443 }, 'https://example.com/a?b'],
    [{ scheme: 'https', port: 80 }, 'https://example.com:80/a?b'],
    [{ host: octets('2001:db8::1'), port: 8080 }, 'http://[2001:db8::1]:8080/a?b'],
    [{ path: octets('*') }, 'http://example.com'],
    [{ path: octets('') }, 'http://example.com'],
    [{ path: octets('example.com:443') }, 'example.com:443'],
    [{ path: octets('/\xff') }, 'http://example.com/\xff'],
    [{ host: octets('') }, '/a?b'],
  ])('%#', (parts, expected) => {
    expect(url(parts)).toBe(expected);
  });
});

test('times have microseconds, durations are milliseconds and never negative', () => {
  const at = (startedAtUs: number, endedAtUs: number) => flowToJson(flow({ startedAtUs, endedAtUs }), 'p');
  expect(at(1_795_428_000_123_456, 1_795_428_000_135_801)).toMatchObject({
    startedAt: '2026-11-23T10:00:00.123456Z', endedAt: '2026-11-23T10:00:00.135801Z', durationMs: 12.345,
  });
  expect(at(5000, 4000).durationMs).toBe(0);
  expect(at(5000, 0)).not.toHaveProperty('endedAt');
});

test('an error code of a later version is internal', () => {
  expect(flowToJson(flow({ error: { code: 'reset', message: 'm' } }), 'p').error).toEqual({ code: 'reset', message: 'm' });
  expect(flowToJson(flow({ error: { code: 'brand-new', message: 'm' } }), 'p').error).toEqual({ code: 'internal', message: 'm' });
});

test('a message', () => {
  const chunk = { flow: new Uint8Array(16), kind: 2, side: Side.SERVER, seq: 4, data: octets('\x00\xff'), atUs: 1, messageKind: MessageKind.BINARY, size: 9 } as const;
  expect(messageToJson(chunk)).toEqual({ seq: 4, at: '1970-01-01T00:00:00.000001Z', from: 'server', kind: 'binary', size: 9, data: 'AP8=' });
});
