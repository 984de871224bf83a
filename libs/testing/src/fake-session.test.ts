import { CLIENT, SERVER, type Connection, type Handler, type Session, type SessionIo } from '@weir/core';
import { Playbook, exampleOrigin } from './index.ts';

/** Says which calls the session and its streams get. */
class Listening implements Session {
  readonly calls: string[] = [];
  io: SessionIo | undefined;
  readonly #wants: boolean;

  constructor(wants = true) {
    this.#wants = wants;
  }

  onStart(io: SessionIo): void {
    this.io = io;
    this.calls.push('start');
  }

  onStream(conn: Connection): Handler | null {
    this.calls.push(`stream ${conn.stream?.id}`);
    return this.#wants ? this.handler(conn) : null;
  }

  onDrain(): void {
    this.calls.push('drain');
  }

  onClose(side: 0 | 1, code: number, reason: string): void {
    this.calls.push(`close ${side} ${code} ${reason}`);
  }

  handler(conn: Connection): Handler {
    const say = (what: string) => void this.calls.push(`${conn.stream?.id}: ${what}`);
    return {
      onStart: () => say('start'), onEnd: (side) => say(`end ${side}`), onReset: (side, error) => say(`reset ${side} ${error.status}`), onStop: (side, code) => say(`stop ${side} ${code}`),
      onOpen: (error) => say(`open ${error?.code}`), onDrain: () => say('drain'), onClose: (error) => say(`close ${error?.code}`),
      onData: (side, bytes) => (say(`data ${side} ${Buffer.from(bytes).toString()}`), bytes[0] === 0x78 && this.io?.close(side, 9, 'x')),
    };
  }
}

function start(session: Session): Playbook {
  return new Playbook({ transport: 'udp', destination: exampleOrigin, serverOpen: true, clientTls: { alpn: 'h3' } })
    .start(({ io }) => ({ onStart: () => io.session('quic', session), onData() {}, onEnd() {} }));
}

test('streams have the ids of QUIC (RFC 9000, 2.1), each a playbook of its own', () => {
  const session = new Listening();
  const book = start(session).streamOpens(CLIENT).streamOpens(CLIENT).streamOpens(CLIENT, true).streamOpens(SERVER).streamOpens(SERVER, true);
  expect(book.streams.map(({ conn }) => conn.stream?.id)).toEqual([0, 4, 2, 1, 3]);
  expect(book.streams.map(({ conn }) => [conn.client.tls?.alpn, conn.server?.state])).toEqual([['h3', undefined], ['h3', undefined], ['h3', undefined], ['h3', 'open'], ['h3', 'open']]);
  book.streams[1]?.client('a').clientEnds();
  expect(session.calls.slice(-2)).toEqual(['4: data 0 a', '4: end 0']);
});

test('a stream of the session\'s own begins when its call has returned', () => {
  class Opens extends Listening {
    override onStart(io: SessionIo): void {
      io.openStream(SERVER, true, (conn) => this.handler(conn));
      super.onStart(io);
    }
  }
  const session = new Opens();
  const book = start(session).expect(['session', 'quic'], ['openStream', 'server', 'one way']);
  expect(session.calls).toEqual(['start', '2: start']);
  book.streams[0]?.server('nothing can come').serverEnds().stops(SERVER, 5);
  expect(session.calls.slice(2)).toEqual(['2: stop 1 5']);
});

test('a stream that nobody wants is stopped', () => {
  const book = start(new Listening(false)).streamOpens(CLIENT, true);
  book.streams[0]?.expect(['stop', 'client', 0], ['close']);
});

test('a reset ends what the peer sends, a stop what is sent to it', () => {
  const session = new Listening();
  const stream = start(session).streamOpens(CLIENT).streams[0] as Playbook;
  stream.stops(CLIENT, 7).clientResets().clientResets();
  stream.io.send(CLIENT, Buffer.from('nobody reads it'));
  expect(session.calls.slice(3)).toEqual(['0: stop 0 7', '0: reset 0 undefined']);
  stream.expect();
});

test('an order to stop ends what the peer sends, its end included', () => {
  const session = new Listening();
  const stream = start(session).streamOpens(CLIENT).streams[0] as Playbook;
  stream.io.stop(CLIENT, 3);
  stream.io.stop(CLIENT, 3);
  stream.client('late').clientEnds().expect(['stop', 'client', 3]);
  stream.io.reset(CLIENT, 4);
  stream.io.reset(CLIENT, 4);
  stream.expect(['reset', 'client', 4]);
  expect(session.calls).toEqual(['start', 'stream 0', '0: start']);
});

test('a connection that its peer closes is told to the streams, then to the session; nothing opens on it any more', () => {
  const session = new Listening();
  const book = start(session).streamOpens(CLIENT).streamOpens(SERVER);
  session.calls.length = 0;
  book.clientResets(Object.assign(new Error('bye'), { status: 3, reason: 'bye' }) as never).clientResets().streamOpens(CLIENT);
  session.io?.openStream(CLIENT, true, () => { throw new Error('made'); });
  expect(session.calls).toEqual(['0: reset 0 3', '0: close undefined', 'close 0 3 bye']);
  book.serverResets();
  expect(session.calls.slice(3)).toEqual(['1: reset 1 0', '1: close undefined', 'close 1 0 ']);
});

test('one that the session closes is told to the streams alone, not within a call of theirs', () => {
  const session = new Listening();
  const book = start(session).streamOpens(CLIENT).streamOpens(CLIENT);
  session.calls.length = 0;
  book.streams[1]?.client('x');
  expect(session.calls).toEqual(['4: data 0 x', '0: reset 0 9', '0: close undefined', '4: reset 0 9', '4: close undefined']);
  book.expect(['session', 'quic'], ['closeConnection', 'client', 9, 'x']);
});

test('an open that is under way on a connection that closes has failed', () => {
  const session = new Listening();
  const book = start(session).streamOpens(CLIENT);
  book.streams[0]?.io.open(exampleOrigin);
  session.calls.length = 0;
  book.serverResets();
  expect(session.calls).toEqual(['0: open reset', 'close 1 0 ']);
});

test('a drain and a shutdown come to all', () => {
  const session = new Listening();
  const book = start(session).streamOpens(CLIENT);
  session.calls.length = 0;
  book.drain().shutdown();
  expect(session.calls).toEqual(['drain', '0: drain', '0: close shutdown']);
  expect(book.closed).toBe(true);
});
