import { OtlpReceiver } from './otlp-receiver.ts';

/** A length-delimited field. */
function field(number: number, ...content: (string | number | Uint8Array)[]): Uint8Array {
  const bytes = Buffer.concat(content.map((part) => (typeof part === 'number' ? Uint8Array.of(part) : Buffer.from(part))));
  return Buffer.concat([Uint8Array.of(number * 8 + 2, bytes.length), bytes]);
}

const attribute = (number: number, key: string, value: string): Uint8Array => field(number, field(1, key), field(2, field(1, value)));
/** ResourceMetrics of one sum (as_int 5) and one gauge (as_double 1.5). */
const body = field(1,
  field(1, attribute(1, 'service.name', 'a')),
  field(2,
    field(2, field(1, 'x_total'), field(2, 'words'), field(3, 's'), field(7, field(1, 0x31, 5, 0, 0, 0, 0, 0, 0, 0, attribute(7, 'code', 'reset')), 0x10, 2, 0x18, 1)),
    field(2, field(1, 'y'), field(5, field(1, 0x21, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f)))),
);

test('what is sent, decoded; what it refuses, counted', async () => {
  await using receiver = await OtlpReceiver.start();
  const send = (): Promise<Response> => fetch(`${receiver.url}/v1/metrics`, { method: 'POST', body, headers: { 'content-type': 'application/x-protobuf', authorization: 'Bearer t' } });
  const next = receiver.next();
  expect((await send()).status).toBe(200);
  await next;
  expect(receiver.exports).toEqual([{
    path: '/v1/metrics', contentType: 'application/x-protobuf', authorization: 'Bearer t', resource: { 'service.name': 'a' },
    metrics: [
      { name: 'x_total', description: 'words', unit: 's', kind: 'sum', temporality: 2, monotonic: true, points: [{ attributes: { code: 'reset' }, value: 5 }] },
      { name: 'y', description: '', unit: '', kind: 'gauge', points: [{ attributes: {}, value: 1.5 }] },
    ],
  }]);
  receiver.status = 503;
  expect((await send()).status).toBe(503);
  expect([receiver.exports.length, receiver.refused]).toEqual([1, 1]);
});
