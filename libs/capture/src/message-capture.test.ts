import { CLIENT, SERVER } from '@weir/core';
import { connection, get, ok, redactor, rig } from '../test/fakes.ts';

const bytes = (text: string): Buffer => Buffer.from(text);
const held = redactor({ message: (_side, kind, given) => (kind === 'binary' ? undefined : bytes(Buffer.from(given).toString().replace('secret', 'a longer word'))) });

function upgraded(options: Parameters<typeof rig>[0]) {
  const on = rig(options);
  const tap = on.recorder.flow(connection(), 'http');
  tap.request(get);
  tap.response(ok);
  return { ...on, tap };
}

test('each is a chunk at once; sides are counted together and capped apart', () => {
  const { tap, bus, time } = upgraded({ caps: { bodyBytes: 6, messageBytes: 4 } });
  for (const text of ['abcde', 'fgh', 'ijk']) tap.message(CLIENT, 'text', bytes(text));
  tap.message(SERVER, 'binary', bytes('l'));
  tap.end();
  time.pass(5);
  expect(bus.chunks.map(({ seq, side, size, data }) => [seq, side, size, Buffer.from(data).toString()])).toEqual([[0, 0, 5, 'abcd'], [1, 0, 3, 'fg'], [3, 1, 1, 'l']]);
  expect(bus.flows[0]!.messages).toEqual({ count: 4, bytes: 12 });
});

test('what is redacted is published in place of it, what cannot be read is dropped and counted', () => {
  const { tap, bus, time } = upgraded({ redact: held, caps: { redactBytes: 20 } });
  tap.message(CLIENT, 'text', bytes('a secret'));
  tap.message(CLIENT, 'binary', bytes('secret'));
  tap.message(SERVER, 'text', bytes('far too long, a secret'));
  tap.end();
  time.pass(300);
  expect(bus.chunks.map(({ size, data }) => [size, Buffer.from(data).toString()])).toEqual([[8, 'a a longer word'], [6, ''], [22, '']]);
  expect(bus.lost).toEqual([expect.objectContaining({ reason: 'redacted-unreadable', count: 0, bytes: 28 })]);
  expect(bus.flows[0]!.messages).toEqual({ count: 3, bytes: 36 });
});

test('raw bytes of a tcp flow are nobody\'s messages', () => {
  const { recorder, bus, time } = rig({ redact: held });
  const tap = recorder.flow(connection(), 'tcp');
  tap.message(CLIENT, 'data', bytes('secret'));
  tap.end();
  time.pass(5);
  expect(Buffer.from(bus.chunks[0]!.data).toString()).toBe('secret');
});

test('a message for which redaction throws does not go out, and is counted', () => {
  const { tap, bus, time, recorder } = upgraded({ redact: redactor({ message: () => { throw new Error('a bug'); } }) });
  tap.message(CLIENT, 'text', bytes('secret'));
  tap.end();
  time.pass(300);
  expect(bus.chunks).toEqual([]);
  expect(bus.lost).toEqual([expect.objectContaining({ reason: 'capture-fault', count: 1 })]);
  expect(recorder.stats().lost).toBe(1);
});
