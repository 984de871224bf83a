import { CLIENT, ProxyError, SERVER, type Handler, type Session } from '@weir/core';
import { Playbook, byteByByte, exampleOrigin, play, resetError, tlsFacts, type Script, type Step } from './index.ts';
import { cut, cuttable } from './script.ts';

/** Says which calls it gets. */
function recording(calls: string[]): Handler {
  return {
    onData: (side, bytes) => void calls.push(`data ${side} ${Buffer.from(bytes).toString()}`),
    onEnd: (side) => void calls.push(`end ${side}`),
    onReset: (side, error) => void calls.push(`reset ${side} ${error.message}`),
    onOpen: (error) => void calls.push(`open ${error?.code}`),
    onSecure: (side, error) => void calls.push(`secure ${side} ${error?.code}`),
    onAnswer: (id, answer) => void calls.push(`answer ${id} ${answer instanceof ProxyError ? answer.code : answer.kind}`),
    onTimer: (id) => void calls.push(`timer ${id}`),
    onDrain: () => void calls.push('drain'),
    onClose: (error) => void calls.push(`close ${error?.code}`),
  };
}

test.each<[Step, string]>([
  [['client', 'a'], 'data 0 a'], [['server', 'b'], 'data 1 b'], [['clientEnds'], 'end 0'], [['serverEnds'], 'end 1'],
  [['clientResets'], `reset 0 ${resetError(CLIENT).message}`], [['serverResets'], `reset 1 ${resetError(SERVER).message}`],
  [['secured', SERVER], 'secure 1 undefined'], [['secured', SERVER, new ProxyError('tls-server-invalid', 'x')], 'secure 1 tls-server-invalid'],
  [['answer', { kind: 'resolve', addresses: [] }], 'answer 1 resolve'], [['tick', 10], 'timer 7'], [['drain'], 'drain'], [['shutdown'], 'close shutdown'],
])('the step %j is one call', (step, call) => {
  const calls: string[] = [];
  const book = new Playbook({ destination: exampleOrigin, serverOpen: true }).start(() => recording(calls));
  if (step[0] === 'secured') book.io.secure(SERVER, { protocol: 'tls' });
  if (step[0] === 'answer') book.io.ask({ kind: 'resolve', host: 'a' });
  if (step[0] === 'tick') book.io.timer(7, 10);
  play(book, step);
  expect(calls).toEqual([call]);
});

test('an open is answered by a step', () => {
  const calls: string[] = [];
  const book = new Playbook().start(() => recording(calls));
  book.io.open(exampleOrigin);
  play(book, ['opened', new ProxyError('connect-refused', 'x')]);
  expect(calls).toEqual(['open connect-refused']);
});

test('a peer is stopped from reading, and reads on, by steps', () => {
  const calls: string[] = [];
  const book = new Playbook({ destination: exampleOrigin, serverOpen: true }).start(() => recording(calls));
  book.play(['reads', CLIENT, false], ['server', 'a']);
  expect(calls).toEqual([]);
  play(book, ['reads', CLIENT, true]);
  expect(calls).toEqual(['data 1 a']);
});

test('steps for a stream go to it, where it is there', () => {
  const calls: string[] = [];
  const session: Session = { onStream: () => recording(calls), onClose() {} };
  const book = new Playbook({ transport: 'udp', destination: exampleOrigin, serverOpen: true }).start(({ io }) => ({ ...recording([]), onStart: () => io.session('quic', session) }));
  book.play(['stream', 0, ['client', 'early']], ['streamOpens', CLIENT], ['stream', 0, ['client', 'a']], ['streamOpens', SERVER, 'one way'], ['stream', 1, ['server', 'b']]);
  expect(calls).toEqual(['data 0 a', 'data 1 b']);
  expect(book.streams.map(({ conn }) => conn.stream?.unidirectional)).toEqual([false, true]);
});

const tcp: Script = { start: () => new Playbook(), steps: [['opened'], ['client', 'abc'], ['stream', 0, ['server', 'xy']]] };
const udp: Script = { ...tcp, start: () => new Playbook({ transport: 'udp' }) };
const texts = (steps: readonly Step[]): unknown => JSON.parse(JSON.stringify(steps, (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value), 0)
  .replace(/\{"type":"Buffer","data":\[([\d,]*)\]\}/g, (_all, codes: string) => JSON.stringify(String.fromCharCode(...codes.split(',').map(Number)))));

test('cuts a step in two, also one for a stream', () => {
  expect(texts(cut(tcp.steps, 1, 2))).toEqual([['opened'], ['client', 'ab'], ['client', 'c'], ['stream', 0, ['server', 'xy']]]);
  expect(texts(cut(tcp.steps, 2, 1))).toEqual([['opened'], ['client', 'abc'], ['stream', 0, ['server', 'x']], ['stream', 0, ['server', 'y']]]);
  expect(cut(tcp.steps, 0, 1)).toBe(tcp.steps);
});

test('takes every byte on its own, but never cuts a datagram', () => {
  expect(texts(byteByByte(tcp))).toEqual([['opened'], ['client', 'a'], ['client', 'b'], ['client', 'c'], ['stream', 0, ['server', 'x']], ['stream', 0, ['server', 'y']]]);
  expect(byteByByte(udp)).toHaveLength(4);
  expect(tcp.steps.map((step) => cuttable(tcp, step)?.length)).toEqual([undefined, 3, 2]);
  expect(tcp.steps.map((step) => cuttable(udp, step)?.length)).toEqual([undefined, undefined, 2]);
});

test('the usual TLS facts, unless said otherwise', () => {
  expect(tlsFacts({ alpn: 'h2' })).toEqual({ version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', alpn: 'h2' });
});
