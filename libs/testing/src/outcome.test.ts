import { CLIENT, SERVER } from '@weir/core';
import { Playbook, exampleOrigin, outcome } from './index.ts';

const text = (value: string) => Buffer.from(value);

test('bytes by side and by server leg; the orders that do not depend on how input is cut', () => {
  const book = new Playbook({ destination: exampleOrigin, serverOpen: true }).start(() => ({ onData() {}, onEnd() {} }));
  const { io } = book;
  io.hold(CLIENT);
  io.send(SERVER, text('first'));
  io.send(CLIENT, text('a'));
  io.open({ host: 'b', port: 1 });
  book.opened();
  io.timer(1, 10);
  io.send(SERVER, text('second'));
  io.send(CLIENT, text('b'));
  io.end(CLIENT);
  expect(outcome(book)).toEqual({ toClient: 'ab', toServers: ['first', 'second'], orders: [['open', 'b:1'], ['end', 'client']], flows: [] });
});

test('chunks of data that follow each other from one side are one message, others stay apart', () => {
  const book = new Playbook().start(() => ({ onData() {}, onEnd() {} }));
  const tap = book.recorder.flow(book.conn, 'tcp');
  for (const [side, kind, bytes] of [[CLIENT, 'data', 'a'], [CLIENT, 'data', 'b'], [SERVER, 'data', 'c'], [CLIENT, 'text', 'd'], [CLIENT, 'text', 'e']] as const) {
    tap.message(side, kind, text(bytes));
  }
  expect(outcome(book).flows[0]?.messages.map((message) => message.text)).toEqual(['ab', 'c', 'd', 'e']);
  expect(book.flows[0]?.messages).toHaveLength(5);
});

test('what the streams of a session came to', () => {
  const book = new Playbook({ transport: 'udp', destination: exampleOrigin, serverOpen: true }).start(({ io }) => ({
    onStart: () => io.session('quic', { onStream: (_conn, stream) => ({ onData: (side, bytes) => stream.send(side, bytes), onEnd() {} }), onClose() {} }),
    onData() {},
    onEnd() {},
  }));
  book.streamOpens(CLIENT);
  book.streams[0]?.client('echo');
  expect(outcome(book)).toMatchObject({ orders: [['session', 'quic']], streams: [{ toClient: 'echo', toServers: [''] }] });
});
